package org.neocog.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/**
 * Rules of thumb for the sizes of windows. R1: the strides divide the input. R2: no pixel at a border is left out. R3: a pooling window is not
 * larger than 3, unless it takes in everything.
 */
final class RulesOfThumb {
    private static final int LARGEST_POOL = 3;

    private RulesOfThumb() {}

    /** The windows of an op along one axis. */
    private record Windows(long input, long size, long stride, long before, long after) {
        /** Elements at the end that no window covers, padding not counted. */
        long unread() {
            long rest = (input + before + after - size) % stride;
            return Math.max(0, rest - after);
        }

        boolean isWhole() {
            return size >= input;
        }
    }

    /** @param needed names of the layers that the network's output depends on */
    static List<String> warnings(
            Graph graph, Map<Value, ReceptiveField> fields, Shape input, Model model, Set<String> needed) {
        Map<String, String> types = new LinkedHashMap<>();
        for (LayerDeclaration layer : model.layers()) {
            types.put(layer.name(), layer.type());
        }
        Set<String> warnings = new LinkedHashSet<>();
        strides(graph, fields, input, needed).ifPresent(warnings::add);
        for (Node node : graph.nodes()) {
            List<Windows> windows = windows(node);
            if (!windows.isEmpty() && types.containsKey(node.scope())) {
                String title = types.get(node.scope()) + " \"" + node.scope() + "\": ";
                unread(windows).ifPresent(text -> warnings.add(title + text));
                large(node, windows).ifPresent(text -> warnings.add(title + text));
            }
        }
        return List.copyOf(warnings);
    }

    private static List<Windows> windows(Node node) {
        List<Windows> windows = new ArrayList<>();
        if (node.op() instanceof Convolution convolution) {
            ConvolutionGeometry geometry = convolution.geometry();
            Shape x = node.input(0).shape();
            Shape filter = node.input(1).shape();
            for (int i = 0; i < geometry.strides().size(); i++) {
                windows.add(new Windows(
                        x.dim(2 + i),
                        (filter.dim(2 + i) - 1) * geometry.dilations().get(i) + 1,
                        geometry.strides().get(i),
                        geometry.padLow().get(i),
                        geometry.padHigh().get(i)));
            }
        }
        if (node.op() instanceof PoolingOp pooling) {
            PoolingWindow window = pooling.window();
            for (int i = 0; i < window.size().size(); i++) {
                windows.add(new Windows(
                        node.input(0).shape().dim(2 + i),
                        window.size().get(i),
                        window.strides().get(i),
                        window.padLow().get(i),
                        window.padHigh().get(i)));
            }
        }
        return windows;
    }

    /** Of windows that fit the input; those are no problem of an average over everything, and not of 1x1 windows, which skip on purpose. */
    private static Optional<String> unread(List<Windows> windows) {
        boolean skips = windows.stream().allMatch(window -> window.size() == 1);
        List<Long> unread = windows.stream().map(Windows::unread).toList();
        if (skips || unread.stream().allMatch(rest -> rest == 0)) {
            return Optional.empty();
        }
        return Optional.of("the rightmost and bottom columns are not processed: input="
                + windows.stream().map(Windows::input).toList() + ", window="
                + windows.stream().map(Windows::size).toList() + ", stride="
                + windows.stream().map(Windows::stride).toList() + ", not processed=" + unread
                + ". Pad, or change the input or the stride. [R2]");
    }

    private static Optional<String> large(Node node, List<Windows> windows) {
        boolean isLarge = node.op() instanceof PoolingOp
                && windows.stream().anyMatch(window -> window.size() > LARGEST_POOL)
                && !windows.stream().allMatch(Windows::isWhole);
        return isLarge
                ? Optional.of("a pooling window over " + LARGEST_POOL + " loses much, but window="
                        + windows.stream().map(Windows::size).toList() + ". Pool less at a time. [R3]")
                : Optional.empty();
    }

    /** Whether the height of the images is a multiple of all strides together. */
    private static Optional<String> strides(
            Graph graph, Map<Value, ReceptiveField> fields, Shape input, Set<String> needed) {
        long product = 1;
        for (Node node : graph.nodes()) {
            for (Value output : node.outputs()) {
                ReceptiveField field = fields.get(output);
                if (field != null && output.shape().rank() > 2 && needed.contains(node.scope())) {
                    product = Math.max(product, field.jump());
                }
            }
        }
        boolean divides = true;
        for (int axis = 1; axis < input.rank(); axis++) {
            divides &= input.dim(axis) % product == 0;
        }
        return divides
                ? Optional.empty()
                : Optional.of("input: the product of the strides should divide height and width, but input=" + input
                        + ", product=" + product + ". Another size of the images would fit better. [R1]");
    }
}
