package org.neocog.backend.onednn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** {@link LaneBlock}s of a graph as commands. Values stay with the batch in the lanes from block to block; what others read is converted. */
final class LaneLowering {
    private final Lowering to;
    private final @Nullable LaneRuntime runtime;
    private final Map<Node, LaneBlock> blocks = new HashMap<>();
    private final Set<Node> lowered = new HashSet<>();
    private final Map<Value, LaneArray> arrays = new HashMap<>();
    /** Sums of the gradient of the bias, by the gradient that is summed. */
    private final Map<Value, float[]> sums = new HashMap<>();

    LaneLowering(Lowering to, Graph graph) {
        this.to = to;
        runtime = to.activations() == ElementType.FLOAT32 ? LaneRuntime.instance() : null;
        if (runtime == null) {
            return;
        }
        for (Node node : graph.nodes()) {
            LaneBlock block = LaneBlock.of(node, to.fusions(), to.uses(), runtime.kernels());
            boolean complete = block != null
                    && (block.filterGradient() == null
                            || block.bias() == null
                            || to.fusions().biasGradient(block.filterGradient()) != null);
            if (block != null && complete) {
                block.nodes().forEach(member -> blocks.put(member, block));
            }
        }
    }

    boolean hasBlocks() {
        return !blocks.isEmpty();
    }

    /** Lowers the node if it belongs to a block. */
    boolean lower(Node node) {
        LaneBlock block = blocks.get(node);
        if (block == null || runtime == null) {
            return false;
        }
        if (node == block.convolution() || node == block.pool()) {
            once(block.convolution(), () -> forward(block, runtime));
        } else {
            once(block.convolution(), () -> forward(block, runtime));
            once(Objects.requireNonNull(block.poolGradient()), () -> poolGradient(block, runtime));
            if (node == block.filterGradient()) {
                once(node, () -> filterGradient(block, node, runtime));
            } else if (node == block.inputGradient()) {
                once(node, () -> inputGradient(block, node, runtime));
            }
        }
        return true;
    }

    private void once(Node node, Runnable todo) {
        if (lowered.add(node)) {
            todo.run();
        }
    }

    private LaneArray array(Value value, int border) {
        Shape shape = value.shape();
        LaneArray array =
                new LaneArray(shape.intDim(0), lanes(), shape.intDim(1), shape.intDim(2), shape.intDim(3), border);
        to.countHeap(array.bytes());
        arrays.put(value, array);
        return array;
    }

    private int lanes() {
        return Objects.requireNonNull(runtime).kernels().lanes();
    }

    private LaneArray computed(Value value) {
        return Objects.requireNonNull(arrays.get(value));
    }

    /** The value with the batch in the lanes: from the block that computes it, else converted. */
    private LaneArray asked(Value value, int border) {
        LaneBlock by = blocks.get(value.node());
        if (by != null) {
            lower(value.node());
        }
        LaneArray known = arrays.get(value);
        if (known == null) {
            Operand operand = to.plain(value);
            known = array(value, border);
            to.add(new LaneTransfer(to.team(), operand.buffer(), known, true));
        }
        return known;
    }

    /** The widest border that a block wants around a value. */
    private int border(Value value) {
        return to.uses().readers(value).stream()
                .map(blocks::get)
                .filter(block -> block != null && block.convolution().input(0) == value)
                .mapToInt(LaneBlock::padding)
                .max()
                .orElse(0);
    }

    /** Converts what somebody outside of the blocks reads. */
    private void publish(Value value) {
        long inside =
                to.uses().readers(value).stream().filter(blocks::containsKey).count();
        if (to.uses().count(value) > inside) {
            Operand operand = to.result(value, Layout.PLAIN);
            to.add(new LaneTransfer(to.team(), operand.buffer(), computed(value), false));
        }
    }

    private void forward(LaneBlock block, LaneRuntime runtime) {
        Node node = block.convolution();
        Value input = node.input(0);
        LaneArray x = asked(input, border(input));
        Operand w = to.plain(node.input(1));
        Value bias = block.bias();
        Operand biasOperand = bias == null ? null : to.plain(bias);
        LaneArray z = array(block.activation(), 0);
        Value pooled = block.pool().output();
        LaneArray y = array(pooled, border(pooled));
        ConvolutionGeometry geometry = block.geometry();
        to.add(new LaneConvolution(to.team(), runtime, geometry, w, biasOperand, x, z, y));
        publish(pooled);
    }

    private void poolGradient(LaneBlock block, LaneRuntime runtime) {
        Node node = Objects.requireNonNull(block.poolGradient());
        LaneArray dy = asked(node.input(1), 0);
        Value gradient = Objects.requireNonNull(block.gradient());
        LaneArray dz = array(gradient, 0);
        float[] sum = new float[dz.blocks() * dz.channels * dz.lanes];
        sums.put(gradient, sum);
        LaneArray z = computed(block.activation());
        LaneArray y = computed(block.pool().output());
        to.add(new LanePoolGradient(to.team(), runtime, z, y, dy, dz, sum));
    }

    private void filterGradient(LaneBlock block, Node node, LaneRuntime runtime) {
        Value gradient = Objects.requireNonNull(block.gradient());
        Value bias = to.fusions().biasGradient(node);
        Operand db = bias == null ? null : to.result(bias, Layout.PLAIN);
        Operand dw = to.result(node.output(), Layout.PLAIN);
        Value input = node.input(0);
        LaneArray x = asked(input, border(input));
        float[] sum = Objects.requireNonNull(sums.get(gradient));
        to.add(new LaneFilterGradient(to.team(), runtime, block.geometry(), x, computed(gradient), dw, db, sum));
    }

    private void inputGradient(LaneBlock block, Node node, LaneRuntime runtime) {
        LaneArray dz = computed(Objects.requireNonNull(block.gradient()));
        Operand w = to.plain(node.input(1));
        LaneArray dx = array(node.output(), 0);
        to.add(new LaneInputGradient(to.team(), runtime, w, dz, dx));
        publish(node.output());
    }
}
