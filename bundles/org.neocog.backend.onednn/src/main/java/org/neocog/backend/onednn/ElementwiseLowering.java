package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.HashMap;
import java.util.Map;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.support.ActivationGradient;
import org.neocog.backend.support.Fusions;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ConstantData;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * {@link ElementwiseOp}: large tensors and what the library does well go to its primitives; the rest, with all that is used nowhere else, to one
 * {@link TileProgram}.
 */
final class ElementwiseLowering {
    /** Elements from which a primitive on all threads is faster than a loop on one. */
    private static final long LARGE = 1 << 15;

    /** Elements from which transcendental functions go to the library. */
    private static final long FEW = 256;

    /**
     * Slope of what stands for ReLU in primitives: with 0 the library would turn NaN into 0. Negative numbers become negative ones that are as
     * good as zero and not above it.
     */
    static final float RELU_SLOPE = 0x1p-100f;

    private final Lowering to;

    ElementwiseLowering(Lowering to) {
        this.to = to;
    }

    void lower(Node node) {
        if (!joinsTiles(node)) {
            ScalarElementwise.lower(to, node);
        } else if (!lowerAsPrimitive(node)) {
            lowerAsTiles(node.output());
        }
    }

    /** Whether the op computes with float32, so that a tile program can do it. */
    static boolean joinsTiles(Node node) {
        if (node.op() instanceof ElementwiseOp.Unary || node.op() instanceof ElementwiseOp.Binary) {
            return true;
        }
        boolean floats = node.op() instanceof ElementwiseOp.Compare || node.op() instanceof ElementwiseOp.Select;
        return floats && node.input(1).element() == ElementType.FLOAT32;
    }

    // ---- primitives

    private boolean lowerAsPrimitive(Node node) {
        long size = node.output().type().size();
        if (node.op() instanceof ElementwiseOp.Unary unary && size >= FEW) {
            return switch (unary.function()) {
                case TANH -> function(node, dnnl_eltwise_tanh);
                case SIGMOID -> function(node, dnnl_eltwise_logistic);
                case RELU -> size >= LARGE && addAndRelu(node);
                default -> false;
            };
        }
        return size >= LARGE && (gradient(node) || sum(node));
    }

    private boolean function(Node node, int algorithm) {
        boolean narrow = to.wantsNarrow(node.output());
        Operand x = narrow ? to.held(node.input(0)) : to.operand(node.input(0));
        Operand y = to.result(node.output(), x.layout(), x.stored());
        dnnl_memory_desc flat = to.natives().flat(x);
        dnnl_primitive_desc description = to.natives()
                .make(
                        node.op().name(),
                        into -> dnnl_eltwise_forward_primitive_desc_create(
                                into,
                                to.natives().engine(),
                                dnnl_forward_inference,
                                algorithm,
                                flat,
                                flat,
                                0,
                                0,
                                to.natives().plain()));
        to.add(to.primitive(description).with(DNNL_ARG_SRC, flat, x.buffer()).with(DNNL_ARG_DST, flat, y.buffer()));
        return true;
    }

    private boolean addAndRelu(Node relu) {
        Node add = relu.input(0).node();
        if (!isSum(add) || !to.uses().isSingle(add.output())) {
            return false;
        }
        binary(add, relu.output(), to.natives().attributes(null, RELU_SLOPE));
        return true;
    }

    private boolean sum(Node node) {
        if (!isSum(node)) {
            return false;
        }
        binary(node, node.output(), to.natives().plain());
        return true;
    }

    private boolean isSum(Node node) {
        return node.op() instanceof ElementwiseOp.Binary binary
                && binary.function() == BinaryFunction.ADD
                && isWhole(node.input(0))
                && isWhole(node.input(1));
    }

    /** Whether the value lies in memory anyway. */
    private boolean isWhole(Value value) {
        if (value.node().op() instanceof SourceOp.Constant || Repetition.of(value) != null) {
            return false;
        }
        return !new Collector(to, value.type().size()).isInside(value, false);
    }

    private void binary(Node node, Value result, dnnl_primitive_attr attributes) {
        Layout layout = to.layout(node.input(0));
        boolean narrow = to.wantsNarrow(result)
                && (to.held(node.input(0)).isNarrow() || to.held(node.input(1)).isNarrow());
        Operand a = operand(node.input(0), layout, narrow);
        Operand b = operand(node.input(1), layout, narrow);
        add(to, a, b, to.result(result, layout, a.stored()), attributes);
    }

    private Operand operand(Value value, Layout layout, boolean narrow) {
        return narrow ? to.factor(value, layout) : to.operand(value, layout);
    }

    /** Adds what follows a convolution that could not do it itself. */
    static void sum(Lowering to, Operand a, Operand b, Fusions.Tail tail) {
        Operand y = to.result(tail.result(), a.layout(), a.stored());
        add(
                to,
                a,
                b,
                y,
                tail.relu()
                        ? to.natives().attributes(null, RELU_SLOPE)
                        : to.natives().plain());
    }

    /** Adds two operands of one layout, and applies the attributes. */
    static void add(Lowering to, Operand a, Operand b, Operand y, dnnl_primitive_attr attributes) {
        dnnl_memory_desc flat = to.natives().flat(y);
        dnnl_primitive_desc description = to.natives()
                .make(
                        "add",
                        into -> dnnl_binary_primitive_desc_create(
                                into, to.natives().engine(), dnnl_binary_add, flat, flat, flat, attributes));
        to.add(to.primitive(description)
                .with(DNNL_ARG_SRC_0, flat, a.buffer())
                .with(DNNL_ARG_SRC_1, flat, b.buffer())
                .with(DNNL_ARG_DST, flat, y.buffer()));
    }

    /** The derivatives of ReLU, hyperbolic tangent and logistic function by their results. */
    private boolean gradient(Node node) {
        ActivationGradient found = ActivationGradient.of(node);
        if (found == null) {
            return false;
        }
        int algorithm = switch (found.function()) {
            case RELU -> dnnl_eltwise_relu_use_dst_for_bwd;
            case TANH -> dnnl_eltwise_tanh_use_dst_for_bwd;
            default -> dnnl_eltwise_logistic_use_dst_for_bwd;
        };
        Layout layout = to.layout(found.result());
        boolean narrow =
                to.wantsNarrow(node.output()) && to.held(found.result()).isNarrow();
        Operand y = operand(found.result(), layout, narrow);
        Operand dy = operand(found.gradient(), layout, narrow);
        Operand dx = to.result(node.output(), layout, y.stored());
        dnnl_memory_desc flat = to.natives().flat(y);
        Natives natives = to.natives();
        dnnl_primitive_desc hint = natives.make(
                node.op().name(),
                into -> dnnl_eltwise_forward_primitive_desc_create(
                        into, natives.engine(), dnnl_forward_training, algorithm, flat, flat, 0, 0, natives.plain()));
        dnnl_primitive_desc description = natives.make(
                node.op().name(),
                into -> dnnl_eltwise_backward_primitive_desc_create(
                        into, natives.engine(), algorithm, flat, flat, flat, 0, 0, hint, natives.plain()));
        to.add(to.primitive(description)
                .with(DNNL_ARG_DST, flat, y.buffer())
                .with(DNNL_ARG_DIFF_DST, flat, dy.buffer())
                .with(DNNL_ARG_DIFF_SRC, flat, dx.buffer()));
        return true;
    }

    // ---- tiles

    private void lowerAsTiles(Value root) {
        Collector collector = new Collector(to, root.type().size());
        collector.prepare(root, true);
        TileProgram program = new TileProgram(to.team(), root.type().size());
        collector.program = program;
        int register = collector.emit(root, true);
        Operand y = to.result(root, collector.layout());
        program.store(register, y.buffer(), root.element() == ElementType.UINT8);
        program.describe("tiles");
        to.add(program);
    }

    /** Writes one op, whose operands are in these registers. */
    static int compute(TileProgram program, Node node, int[] inputs) {
        if (node.op() instanceof ElementwiseOp.Unary unary) {
            return program.unary(unary.function(), inputs[0]);
        }
        if (node.op() instanceof ElementwiseOp.Binary binary) {
            return program.binary(binary.function(), inputs[0], inputs[1]);
        }
        if (node.op() instanceof ElementwiseOp.Compare compare) {
            return program.compare(compare.comparison(), inputs[0], inputs[1]);
        }
        return program.select(inputs[0], inputs[1], inputs[2]);
    }

    /** Walks the values that are computed together: first asks for all that come from elsewhere, then writes the program. */
    static final class Collector {
        private final Lowering to;
        private final long size;
        private final Map<Value, Integer> registers = new HashMap<>();
        private final Map<Value, Boolean> inside = new HashMap<>();
        private @Nullable Layout layout;

        @Nullable
        TileProgram program;

        Collector(Lowering to, long size) {
            this.to = to;
            this.size = size;
        }

        Layout layout() {
            return layout == null ? Layout.PLAIN : layout;
        }

        /** Takes a value in whatever its other uses are. */
        void include(Value value) {
            inside.put(value, true);
        }

        private boolean isInside(Value value, boolean root) {
            return inside.computeIfAbsent(
                    value,
                    v -> root
                            || (joinsTiles(v.node())
                                    && to.uses().isSingle(v)
                                    && to.fusions().computedBy(v.node()) == v.node()
                                    && !goesToPrimitive(v)));
        }

        private boolean goesToPrimitive(Value value) {
            boolean transcendental = value.node().op() instanceof ElementwiseOp.Unary unary
                    && (unary.function() == UnaryFunction.TANH || unary.function() == UnaryFunction.SIGMOID);
            return transcendental && size >= FEW || size >= LARGE && ActivationGradient.of(value.node()) != null;
        }

        void prepare(Value value, boolean root) {
            if (isInside(value, root)) {
                for (Value input : value.node().inputs()) {
                    prepare(input, false);
                }
                return;
            }
            if (splat(value) != null) {
                return;
            }
            Repetition repetition = Repetition.of(value);
            if (repetition != null) {
                to.operand(repetition.vector());
                return;
            }
            Layout found = to.layout(value);
            if (layout == null || found == Layout.CHANNELS_LAST) {
                layout = found;
            }
        }

        private TileProgram program() {
            TileProgram open = program;
            if (open == null) {
                throw new IllegalStateException("onednn: a tile program must be there before it is written to.");
            }
            return open;
        }

        int emit(Value value, boolean root) {
            Integer known = registers.get(value);
            if (known != null) {
                return known;
            }
            int register = isInside(value, root) ? compute(value) : load(value);
            registers.put(value, register);
            return register;
        }

        private int compute(Value value) {
            int[] inputs = value.node().inputs().stream()
                    .mapToInt(input -> emit(input, false))
                    .toArray();
            return ElementwiseLowering.compute(program(), value.node(), inputs);
        }

        private int load(Value value) {
            ConstantData splat = splat(value);
            if (splat != null) {
                return program().constant(splat.get(0));
            }
            Repetition repetition = Repetition.of(value);
            if (repetition != null) {
                Operand vector = to.operand(repetition.vector());
                return program().repeated(vector.buffer(), repetition.count(), repetition.run(layout()));
            }
            Operand operand = to.operand(value, layout());
            return value.element() == ElementType.UINT8
                    ? program().mask(operand.buffer())
                    : program().full(operand.buffer());
        }

        private static @Nullable ConstantData splat(Value value) {
            return value.node().op() instanceof SourceOp.Constant constant
                            && constant.data().isSplat()
                    ? constant.data()
                    : null;
        }
    }
}
