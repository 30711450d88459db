package org.neocog.layer.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Spatial;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * The shortcut without parameters, option A: keeps every {@code stride}-th pixel and puts channels of zeros around, half before and half
 * after, the odd one after: {@code y[n, low + c, p] = x[n, c, p stride]}, 0 in all other channels.
 *
 * <p>Input {@code [N, C, spatial..]}, output {@code [N, channels, spatial..]}, each spatial axis {@code ceil(in / stride)} long.
 *
 * <p>C1: the input has one to three spatial axes. C2: there are as many channels as the input has, or more.
 *
 * <p>Source: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition", 3.3 (A) and 4.2. The paper does not say where the
 * zeros go; half before and half after is where published weights for CIFAR-10 have them.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=zero-pad-shortcut")
public final class ZeroPadShortcutLayer implements LayerType {
    private static final Option<Integer> CHANNELS =
            Option.integer("channels", "channels of the output").atLeast(1);
    private static final Option<Integer> STRIDE = Option.integer("stride", "one pixel of so many is kept, per axis")
            .orElse(2)
            .atLeast(1);
    private static final Schema SCHEMA = Schema.of(CHANNELS, STRIDE).primary(CHANNELS);

    @Override
    public String name() {
        return "zero-pad-shortcut";
    }

    @Override
    public String summary() {
        return "The shortcut of a residual network without parameters: fewer pixels, more channels.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        int channels = options.get(CHANNELS);
        int stride = options.get(STRIDE);
        return LayerSpec.ofOne((to, x) -> lower(to, x, channels, stride));
    }

    private static Value lower(Lowering to, Value x, int channels, int stride) {
        Shape input = x.shape();
        int rank = input.rank();
        if (rank < 3 || rank > 2 + Spatial.MAX_AXES) {
            throw to.reject(
                    "C1",
                    "the input must be [N, C, spatial..] with 1 to 3 spatial axes",
                    "Change the layer before it.",
                    "input",
                    input);
        }
        long added = channels - input.dim(1);
        if (added < 0) {
            throw to.reject(
                    "C2",
                    "channels must be at least inChannels",
                    "Use a 1x1 convolution to have fewer.",
                    "channels",
                    channels,
                    "inChannels",
                    input.dim(1));
        }
        GraphBuilder graph = to.graph();
        Value kept = stride == 1 ? x : everyNth(graph, x, stride);
        List<Long> none = Collections.nCopies(rank, 0L);
        return added == 0
                ? kept
                : graph.pad(kept, onChannels(rank, added / 2), onChannels(rank, added - added / 2), none, 0);
    }

    private static Value everyNth(GraphBuilder graph, Value x, int stride) {
        int rank = x.shape().rank();
        List<Long> limits = new ArrayList<>();
        List<Long> strides = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            limits.add(x.shape().dim(i));
            strides.add(i < 2 ? 1L : stride);
        }
        return graph.slice(x, Collections.nCopies(rank, 0L), limits, strides);
    }

    private static List<Long> onChannels(int rank, long amount) {
        List<Long> amounts = new ArrayList<>(Collections.nCopies(rank, 0L));
        amounts.set(1, amount);
        return amounts;
    }
}
