package org.neocog.layer.core;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.ConstantData;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.layer.Padding;
import org.neocog.layer.Spatial;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * Puts elements around the spatial axes: a number, or copies of the nearest element of the border.
 *
 * <p>Input {@code [N, C, spatial..]}, output longer by the amounts before and after each spatial axis.
 *
 * <ul>
 *   <li>C1: the input has one to three spatial axes.
 *   <li>C2: there is one amount, one per spatial axis, or two.
 *   <li>C3: a value goes with mode constant.
 *   <li>C4: what is copied has elements.
 * </ul>
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=pad")
public final class PadLayer implements LayerType {
    /** What is put around. */
    enum Mode {
        CONSTANT,
        EDGE
    }

    private static final Option<List<Integer>> AMOUNT = Option.integers(
                    "amount", "elements: a number, one per axis, or two per axis (top, bottom, left, right)")
            .atLeast(0)
            .length(1, 2 * Spatial.MAX_AXES);
    private static final Option<Mode> MODE = Option.choice(
                    "mode", "constant: the value; edge: copies of the border", Mode.class)
            .orElse(Mode.CONSTANT);
    private static final Option<Double> VALUE =
            Option.number("value", "what is put around").orElse(0.0);
    private static final Schema SCHEMA = Schema.of(AMOUNT, MODE, VALUE)
            .primary(AMOUNT)
            .rule(
                    "C3",
                    "a value must go with mode constant",
                    o -> o.get(MODE) == Mode.CONSTANT || o.get(VALUE) == 0,
                    VALUE,
                    MODE);

    @Override
    public String name() {
        return "pad";
    }

    @Override
    public String summary() {
        return "Puts zeros, another number, or copies of the border around images.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        Padding padding = Padding.of(ConfigNode.of(options.get(AMOUNT)));
        Mode mode = options.get(MODE);
        double value = options.get(VALUE);
        return LayerSpec.ofOne((to, x) -> {
            Padding.Sides sides = sides(to, x.shape(), padding);
            return mode == Mode.EDGE ? edge(to, x, sides) : constant(to.graph(), x, sides, value);
        });
    }

    private static Padding.Sides sides(Lowering to, Shape input, Padding padding) {
        int axes = input.rank() - 2;
        if (axes < 1 || axes > Spatial.MAX_AXES) {
            throw to.reject(
                    "C1",
                    "the input must be [N, C, spatial..] with 1 to 3 spatial axes",
                    "Change the layer before it.",
                    "input",
                    input);
        }
        if (!padding.fits(axes)) {
            throw to.reject(
                    "C2",
                    "amount must have one number, one per spatial axis, or two",
                    "Give one number for all sides.",
                    "amount",
                    padding,
                    "input",
                    Spatial.ofOne(input));
        }
        List<Integer> ones = Collections.nCopies(axes, 1);
        return padding.sides(Spatial.sizes(input), ones, ones);
    }

    private static Value constant(GraphBuilder graph, Value x, Padding.Sides sides, double value) {
        return graph.pad(
                x,
                withBatchAndChannels(sides.low()),
                withBatchAndChannels(sides.high()),
                Collections.nCopies(x.shape().rank(), 0L),
                value);
    }

    private static List<Long> withBatchAndChannels(List<Integer> spatial) {
        List<Long> all = new ArrayList<>(List.of(0L, 0L));
        spatial.forEach(amount -> all.add((long) amount));
        return all;
    }

    private static Value edge(Lowering to, Value x, Padding.Sides sides) {
        Value padded = x;
        for (int i = 0; i < sides.low().size(); i++) {
            int low = sides.low().get(i);
            int size = x.shape().intDim(i + 2);
            int length = low + size + sides.high().get(i);
            if (size == 0) {
                throw to.reject("C4", "what is copied must have elements", "Use mode constant.", "input", x.shape());
            }
            if (length > size) {
                double[] nearest = IntStream.range(0, length)
                        .mapToDouble(j -> Math.max(0, Math.min(size - 1, j - low)))
                        .toArray();
                GraphBuilder graph = to.graph();
                Value indices = graph.constant(ConstantData.of(ElementType.INT32, Shape.of(length), nearest));
                padded = graph.gather(padded, indices, i + 2);
            }
        }
        return padded;
    }
}
