package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.Model.Lowered;
import org.neocog.architecture.Model.WeightedOutput;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.ConfigException;
import org.neocog.experiment.LossSection;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class ObjectiveTest {
    private static final double[][] LOGITS = {{1, 2, 3}, {0.5, -1, 0}, {2, 2, -2}};
    private static final int[] LABELS = {2, 0, 1};
    private static final double[] OTHERS = {0, 1, 1};
    private static final double[] SHARES = {1, 0.3, 0.5};

    private static double logSoftmax(double[] row, int index) {
        double sum = 0;
        for (double x : row) {
            sum += Math.exp(x);
        }
        return row[index] - Math.log(sum);
    }

    private static double computed(Objective objective, double auxiliaryWeight) {
        GraphBuilder b = new GraphBuilder("loss");
        Value logits = b.input("logits", TensorType.of(ElementType.FLOAT64, 3, 3));
        Value labels = b.input("labels", TensorType.of(ElementType.INT32, 3));
        List<WeightedOutput> further =
                auxiliaryWeight == 0 ? List.of() : List.of(new WeightedOutput(logits, auxiliaryWeight));
        Lowered lowered = new Lowered(logits, List.of(), Map.of(), Map.of(), further);
        b.output("loss", objective.loss(b, lowered, Targets.of(labels)));
        try (BufferAllocator allocator = NeocogAllocators.root("objective", 1 << 20);
                Executable executable = new ReferenceBackend()
                        .compile(new Program(List.of(), List.of(b.build())), new CompileOptions(allocator, 1));
                Tensor x = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT64, 3, 3));
                Tensor y = Tensor.allocate(allocator, TensorType.of(ElementType.INT32, 3))) {
            for (int n = 0; n < 3; n++) {
                y.setDouble(n, LABELS[n]);
                for (int c = 0; c < 3; c++) {
                    x.setDouble(3L * n + c, LOGITS[n][c]);
                }
            }
            return executable
                    .run("loss", new Feed().put("logits", x).put("labels", y))
                    .output("loss")
                    .getDouble(0);
        }
    }

    private static double expected(double smoothing, double... weights) {
        double sum = 0;
        double total = 0;
        for (int n = 0; n < 3; n++) {
            double loss = 0;
            for (int c = 0; c < 3; c++) {
                double target = (c == LABELS[n] ? 1 - smoothing : 0) + smoothing / 3;
                loss -= target * logSoftmax(LOGITS[n], c);
            }
            double weight = weights.length == 0 ? 1 : weights[LABELS[n]];
            sum += weight * loss;
            total += weight;
        }
        return sum / total;
    }

    @Test
    void isTheMeanOfMinusTheLogarithmOfTheLabelsShare() {
        assertEquals(expected(0), computed(new Objective(0, List.of()), 0), 1e-14);
    }

    @Test
    void smoothingSpreadsPartOfTheTarget() {
        assertEquals(expected(0.1), computed(new Objective(0.1, List.of()), 0), 1e-14);
        assertTrue(Math.abs(expected(0.1) - expected(0)) > 0.01);
    }

    @Test
    void classWeightsWeighExamplesByTheirLabel() {
        assertEquals(expected(0.2, 1, 2, 5), computed(new Objective(0.2, List.of(1.0, 2.0, 5.0)), 0), 1e-14);
    }

    @Test
    void furtherOutputsAreSmoothedToo() {
        assertEquals(1.3 * expected(0.1), computed(new Objective(0.1, List.of()), 0.3), 1e-14);
    }

    @Test
    void classWeightsMustBeOnePerClass() {
        LossSection section = new LossSection(LossSection.Type.SOFTMAX_CROSS_ENTROPY, 0, List.of(1.0, 2.0));
        ConfigException e = assertThrows(ConfigException.class, () -> Objective.of(section, 3));
        assertEquals(
                "loss.class-weights: must hold one number per class, but numbers=2, classes=3. Add or take out some.",
                e.getMessage());
    }

    /** Labels 2, 0, 1 by 1, 0.3 and 0.5, the rest is of labels 0, 1, 1. */
    private static double mixed(Objective objective) {
        GraphBuilder b = new GraphBuilder("loss");
        Value logits = b.input("logits", TensorType.of(ElementType.FLOAT64, 3, 3));
        Value labels = b.input("labels", TensorType.of(ElementType.INT32, 3));
        Value others = b.input("others", TensorType.of(ElementType.INT32, 3));
        Value shares = b.input("shares", TensorType.of(ElementType.FLOAT64, 3));
        Lowered lowered = new Lowered(logits, List.of(), Map.of(), Map.of(), List.of());
        Targets targets = new Targets(labels, Optional.of(new Targets.Mixture(others, shares)));
        b.output("loss", objective.loss(b, lowered, targets));
        try (BufferAllocator allocator = NeocogAllocators.root("objective", 1 << 20);
                Executable executable = new ReferenceBackend()
                        .compile(new Program(List.of(), List.of(b.build())), new CompileOptions(allocator, 1));
                Tensor x = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT64, 3, 3));
                Tensor y = Tensor.allocate(allocator, TensorType.of(ElementType.INT32, 3));
                Tensor z = Tensor.allocate(allocator, TensorType.of(ElementType.INT32, 3));
                Tensor s = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT64, 3))) {
            x.copyFrom(new double[] {1, 2, 3, 0.5, -1, 0, 2, 2, -2});
            y.copyFrom(new double[] {2, 0, 1});
            z.copyFrom(OTHERS);
            s.copyFrom(SHARES);
            Feed feed = new Feed()
                    .put("logits", x)
                    .put("labels", y)
                    .put("others", z)
                    .put("shares", s);
            return executable.run("loss", feed).output("loss").getDouble(0);
        }
    }

    private static double expectedOfMixed(double smoothing, double... weights) {
        double sum = 0;
        double total = 0;
        for (int n = 0; n < 3; n++) {
            for (int of = 0; of < 2; of++) {
                int label = of == 0 ? LABELS[n] : (int) OTHERS[n];
                double share = of == 0 ? SHARES[n] : 1 - SHARES[n];
                double weight = share * (weights.length == 0 ? 1 : weights[label]);
                for (int c = 0; c < 3; c++) {
                    double target = (c == label ? 1 - smoothing : 0) + smoothing / 3;
                    sum -= weight * target * logSoftmax(LOGITS[n], c);
                }
                total += weight;
            }
        }
        return sum / total;
    }

    @Test
    void theTargetOfAMixtureIsOfBothLabelsByTheirShares() {
        assertEquals(expectedOfMixed(0), mixed(new Objective(0, List.of())), 1e-14);
        assertTrue(Math.abs(expectedOfMixed(0) - expected(0)) > 0.01);
        assertEquals(expectedOfMixed(0.2, 1, 2, 5), mixed(new Objective(0.2, List.of(1.0, 2.0, 5.0))), 1e-14);
    }
}
