package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import org.neocog.graph.SoftmaxOp.LogSoftmax;
import org.neocog.graph.SoftmaxOp.Softmax;
import org.neocog.graph.SoftmaxOp.SoftmaxCrossEntropy;
import org.neocog.graph.SoftmaxOp.SoftmaxCrossEntropyGradient;

class SoftmaxOpTest extends OpFamilyTest {
    private static final Op LOSS = new SoftmaxCrossEntropy();
    private static final Op GRADIENT = new SoftmaxCrossEntropyGradient();

    @Override
    List<Sample> samples() {
        return List.of(
                sample(new Softmax(1), "f32[64,10]", "f32[64,10]"),
                sample(new Softmax(0), "f64[1]", "f64[1]"),
                sample(new LogSoftmax(2), "bf16[2,3,13]", "bf16[2,3,13]"),
                sample(LOSS, "f32[64,10] i32[64]", "f32[64]"),
                sample(LOSS, "f32[64,10] f32[64,10]", "f32[64]"),
                sample(LOSS, "f32[0,1] i32[0]", "f32[0]"),
                sample(GRADIENT, "f32[64,10] i32[64] f32[64]", "f32[64,10]"),
                sample(GRADIENT, "f64[4,2] f64[4,2] f64[4]", "f64[4,2]"));
    }

    @Override
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        for (int axis : new int[] {-1, 2}) {
            String text = "the axis must be within the rank, but axis=" + axis + ", rank=2.";
            violations.add(broken("C3", new Softmax(axis), "f32[2,3]", text));
            violations.add(broken("C3", new LogSoftmax(axis), "f32[2,3]", text));
        }
        for (Op op : List.of(new Softmax(0), new LogSoftmax(0))) {
            violations.add(broken("C1", op, "f32[2] f32[2]", "takes 1 operand, but operands=2."));
            violations.add(broken("C2", op, "i32[2]", "the element type must be floating, but operand=int32[2]."));
        }
        violations.add(broken("C1", LOSS, "f32[4,2]", "takes 2 operands, but operands=1."));
        violations.add(broken("C1", GRADIENT, "f32[4,2] i32[4]", "takes 3 operands, but operands=2."));
        addShared(violations, LOSS, "");
        addShared(violations, GRADIENT, " f32[4]");
        violations.add(broken(
                "C4",
                GRADIENT,
                "f32[4,2] i32[4] f32[]",
                "the gradient of the loss must be float32[4], but the gradient of the loss=float32[]."));
        return violations;
    }

    private static void addShared(List<Violation> to, Op op, String gradient) {
        to.add(broken(
                "C2", op, "i32[4,2] i32[4]" + gradient, "the element type must be floating, but operand=int32[4, 2]."));
        to.add(broken(
                "C2",
                op,
                "f32[4] i32[4]" + gradient,
                "logits must be [N, C] with C of at least 1, but logits=float32[4]."));
        to.add(broken(
                "C2",
                op,
                "f32[4,0] i32[4]" + gradient,
                "logits must be [N, C] with C of at least 1, but logits=float32[4, 0]."));
        to.add(broken(
                "C3",
                op,
                "f32[4,2] i64[4]" + gradient,
                "the second operand must be labels int32[4] or targets float32[4, 2], but operand=int64[4]."));
        to.add(broken(
                "C3",
                op,
                "f32[4,2] f32[4,3]" + gradient,
                "the second operand must be labels int32[4] or targets float32[4, 2], but operand=float32[4, 3]."));
    }
}
