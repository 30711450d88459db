package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import org.neocog.graph.NormalizationOp.BatchNormalizationGradient;
import org.neocog.graph.NormalizationOp.BatchNormalizationInference;
import org.neocog.graph.NormalizationOp.BatchNormalizationTraining;
import org.neocog.graph.NormalizationOp.LocalResponseNormalization;
import org.neocog.graph.NormalizationOp.LocalResponseNormalizationGradient;

class NormalizationOpTest extends OpFamilyTest {
    private static final String X = "f32[2,3,4,4]";
    private static final String C = " f32[3]";

    private static final Op TRAINING = new BatchNormalizationTraining(1e-5);
    private static final Op INFERENCE = new BatchNormalizationInference(1e-5);
    private static final Op GRADIENT = new BatchNormalizationGradient(1e-5);
    private static final Op LOCAL = new LocalResponseNormalization(5, 1e-4, 0.75, 2);
    private static final Op LOCAL_GRADIENT = new LocalResponseNormalizationGradient(5, 1e-4, 0.75, 2);

    @Override
    List<Sample> samples() {
        return List.of(
                sample(TRAINING, X + C + C, X + C + C),
                sample(TRAINING, "f64[7,1] f64[1] f64[1]", "f64[7,1] f64[1] f64[1]"),
                sample(INFERENCE, X + C + C + C + C, X),
                sample(GRADIENT, X + C + C + C + " " + X, X + C + C),
                sample(LOCAL, X, X),
                sample(LOCAL, "bf16[1,13]", "bf16[1,13]"),
                sample(LOCAL_GRADIENT, X + " " + X, X));
    }

    @Override
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>();
        addCounts(violations);
        addPerChannel(violations);
        violations.add(broken(
                "C4",
                GRADIENT,
                X + C + C + C + " f32[2,3,4,1]",
                "the gradient of y must be float32[2, 3, 4, 4], but the gradient of y=float32[2, 3, 4, 1]."));
        violations.add(broken(
                "C4",
                LOCAL_GRADIENT,
                X + " f32[2,3,4]",
                "the gradient of y must be float32[2, 3, 4, 4], but the gradient of y=float32[2, 3, 4]."));
        String epsilon = "epsilon must be above 0, but epsilon=";
        violations.add(broken("C5", new BatchNormalizationTraining(0), X + C + C, epsilon + "0.0."));
        violations.add(broken("C5", new BatchNormalizationInference(-1), X + C + C + C + C, epsilon + "-1.0."));
        violations.add(
                broken("C5", new BatchNormalizationGradient(Double.NaN), X + C + C + C + " " + X, epsilon + "NaN."));
        String size = "size must be odd and at least 1, but size=";
        violations.add(broken("C6", new LocalResponseNormalization(4, 1, 1, 1), X, size + "4."));
        violations.add(broken("C6", new LocalResponseNormalizationGradient(-1, 1, 1, 1), X + " " + X, size + "-1."));
        return violations;
    }

    private static void addCounts(List<Violation> to) {
        to.add(broken("C1", TRAINING, X + C, "takes 3 operands, but operands=2."));
        to.add(broken("C1", INFERENCE, X + C + C + C, "takes 5 operands, but operands=4."));
        to.add(broken("C1", GRADIENT, X + C + C + C, "takes 5 operands, but operands=4."));
        to.add(broken("C1", LOCAL, X + C, "takes 1 operand, but operands=2."));
        to.add(broken("C1", LOCAL_GRADIENT, X, "takes 2 operands, but operands=1."));
        to.add(broken("C1", LOCAL, "i32[2,3]", "the element type must be floating, but operand=int32[2, 3]."));
        to.add(broken(
                "C1",
                TRAINING,
                "f32[2,3] f32[3] f64[3]",
                "the operands must have one element type, but operands=[float32[2, 3], float32[3], float64[3]]."));
        String rank = "x must have at least 2 dimensions, but x=float32[3].";
        to.add(broken("C2", TRAINING, "f32[3]" + C + C, rank));
        to.add(broken("C2", INFERENCE, "f32[3]" + C + C + C + C, rank));
        to.add(broken("C2", GRADIENT, "f32[3]" + C + C + C + " f32[3]", rank));
        to.add(broken("C2", LOCAL, "f32[3]", rank));
        to.add(broken("C2", LOCAL_GRADIENT, "f32[3] f32[3]", rank));
    }

    private static void addPerChannel(List<Violation> to) {
        for (int wrong = 1; wrong <= 4; wrong++) {
            StringBuilder operands = new StringBuilder(X);
            for (int i = 1; i <= 4; i++) {
                operands.append(i == wrong ? " f32[4]" : C);
            }
            String text = "operand " + wrong + " must be float32[3], but operand " + wrong + "=float32[4].";
            to.add(broken("C3", INFERENCE, operands.toString(), text));
            if (wrong <= 3) {
                to.add(broken("C3", GRADIENT, operands.substring(0, operands.lastIndexOf(" ")) + " " + X, text));
            }
        }
        to.add(broken("C3", TRAINING, X + C + " f32[1]", "operand 2 must be float32[3], but operand 2=float32[1]."));
    }
}
