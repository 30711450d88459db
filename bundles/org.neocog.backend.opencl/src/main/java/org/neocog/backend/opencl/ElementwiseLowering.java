package org.neocog.backend.opencl;

import java.util.Locale;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Node;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * {@link ElementwiseOp}: from some size on, an op with all operands that are used nowhere else becomes one {@link Chain}; below it, and where element
 * types differ, there is a kernel for each op.
 */
final class ElementwiseLowering {
    private static final int SIMPLE = 1;
    private static final int TRANSCENDENTAL = 20;

    private final Lowering to;

    ElementwiseLowering(Lowering to) {
        this.to = to;
    }

    void lower(Node node) {
        if (joinsChains(node) && node.output().type().size() >= to.fuseFrom()) {
            chain(node.output());
        } else {
            single(node);
        }
    }

    /** Whether the op computes with one floating type, so that it can be part of a chain. */
    static boolean joinsChains(Node node) {
        if (node.op() instanceof ElementwiseOp.Unary || node.op() instanceof ElementwiseOp.Binary) {
            return true;
        }
        boolean chooses = node.op() instanceof ElementwiseOp.Compare || node.op() instanceof ElementwiseOp.Select;
        return chooses && node.input(1).element().isFloating();
    }

    /** The floating type that the op computes with. */
    static ElementType real(Node node) {
        return node.input(node.inputs().size() - 1).element();
    }

    private void chain(Value root) {
        Chain chain = new Chain(to, real(root.node()), root.type().size());
        chain.include(root);
        chain.prepare(root);
        chain.store(root, to.result(root));
        to.add(chain.launch());
    }

    // ---- one op

    private void single(Node node) {
        ElementType element = node.output().element();
        int size = (int) node.output().type().size();
        Launch launch;
        int work = SIMPLE;
        if (node.op() instanceof ElementwiseOp.Unary unary) {
            launch = to.kernel("elementwise", "unary_" + lower(unary.function()), element);
            work = TRANSCENDENTAL;
        } else if (node.op() instanceof ElementwiseOp.Binary binary) {
            launch = to.kernel("elementwise", "binary_" + lower(binary.function()), element);
        } else if (node.op() instanceof ElementwiseOp.Compare) {
            ElementType of = node.input(0).element();
            launch = to.kernel("compare", "compare_" + ElementTypes.suffix(of), of);
        } else if (node.op() instanceof ElementwiseOp.Select) {
            launch = to.kernel("compare", "select_" + element.bytes(), ElementType.FLOAT32);
        } else {
            String from = ElementTypes.name(node.input(0).element());
            launch = to.kernel("compare", "cast_" + from + "_" + ElementTypes.name(element), ElementType.FLOAT32);
        }
        node.inputs().forEach(x -> launch.buffer(to.operand(x)));
        int comparison = node.op() instanceof ElementwiseOp.Compare compare
                ? compare.comparison().ordinal()
                : 0;
        to.add(launch.buffer(to.result(node.output())).numbers(size, comparison).elements(size, work));
    }

    static String lower(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
