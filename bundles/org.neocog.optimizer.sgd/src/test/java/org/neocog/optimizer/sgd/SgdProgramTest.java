package org.neocog.optimizer.sgd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Options;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.optimizer.Optimizer;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** The emitted ops, run by the reference backend over several steps, against the formulas written out in plain Java. */
class SgdProgramTest {
    private static final double[] START = {1, -2, 0.5, 3, 0, -0.25};
    private static final double[] RATES = {0.1, 0.1, 0.05, 0.05, 0.2};
    private static final TensorType TYPE = TensorType.of(ElementType.FLOAT64, 2, 3);
    private static final Variable PARAMETER = new Variable("w", TYPE, Role.PARAMETER);

    private final List<Variable> variables = new ArrayList<>(List.of(PARAMETER));

    private static double gradient(int step, int index) {
        return Math.sin(1 + 3.0 * step + 0.7 * index);
    }

    private Graph graph(Object... options) {
        SgdOptimizerType type = new SgdOptimizerType();
        Optimizer sgd = type.create(Options.of(type.schema(), options));
        GraphBuilder builder = new GraphBuilder("update");
        ProgramRule rule = new ProgramRule(builder, PARAMETER, variables);
        rule.learningRate();
        rule.step();
        builder.update(PARAMETER, sgd.update(rule, builder.read(PARAMETER), builder.input("gradient", TYPE)));
        return Transformations.simplify(builder.build());
    }

    /** The parameter after each step. */
    private double[][] run(Object... options) {
        Program program = new Program(variables, List.of(graph(options)));
        double[][] after = new double[RATES.length][];
        try (BufferAllocator allocator = NeocogAllocators.root("sgd", 1 << 20);
                Executable executable = new ReferenceBackend().compile(program, new CompileOptions(allocator, 1))) {
            restore(allocator, executable);
            for (int step = 0; step < RATES.length; step++) {
                step(allocator, executable, step);
                try (Snapshot state = executable.snapshot()) {
                    after[step] = new double[START.length];
                    state.tensor("w").copyTo(after[step]);
                }
            }
        }
        return after;
    }

    private static void restore(BufferAllocator allocator, Executable executable) {
        Map<String, Tensor> start = new LinkedHashMap<>();
        start.put("w", tensor(allocator, TYPE, START));
        try (Snapshot state = new Snapshot(start)) {
            executable.restore(state);
        }
    }

    private static void step(BufferAllocator allocator, Executable executable, int step) {
        double[] gradients = new double[START.length];
        Arrays.setAll(gradients, i -> gradient(step, i));
        TensorType scalar = TensorType.scalar(ElementType.FLOAT64);
        try (Tensor rate = tensor(allocator, scalar, RATES[step]);
                Tensor number = tensor(allocator, scalar, step + 1);
                Tensor gradient = tensor(allocator, TYPE, gradients)) {
            executable.run(
                    "update", new Feed().put("rate", rate).put("step", number).put("gradient", gradient));
        }
    }

    private static Tensor tensor(BufferAllocator allocator, TensorType type, double... values) {
        Tensor tensor = Tensor.allocate(allocator, type);
        tensor.copyFrom(values);
        return tensor;
    }

    @ParameterizedTest(name = "momentum {0}, nesterov {1}, dampening {2}, weight decay {3}")
    @CsvSource({
        "0, false, 0, 0",
        "0, false, 0, 0.01",
        "0.9, false, 0, 0",
        "0.9, false, 0, 0.01",
        "0.9, true, 0, 0.01",
        "0.9, false, 0.25, 0.01",
        "0.5, false, 1, 0"
    })
    void torchFollowsItsFormula(double momentum, boolean nesterov, double dampening, double decay) {
        double[][] after = run(
                "learning-rate",
                0.1,
                "momentum",
                momentum,
                "nesterov",
                nesterov,
                "dampening",
                dampening,
                "weight-decay",
                decay);
        for (int i = 0; i < START.length; i++) {
            double p = START[i];
            double v = 0;
            for (int step = 0; step < RATES.length; step++) {
                double g = gradient(step, i) + decay * p;
                v = step == 0 ? g : momentum * v + (1 - dampening) * g;
                double d = nesterov ? g + momentum * v : v;
                p -= RATES[step] * (momentum == 0 ? g : d);
                assertEquals(p, after[step][i], 1e-14, "element " + i + " after step " + (step + 1));
            }
        }
        assertEquals(momentum == 0 ? List.of("w") : List.of("w", "w#momentum"), names());
    }

    @ParameterizedTest(name = "momentum {0}, nesterov {1}, weight decay {2}")
    @CsvSource({"0, false, 0.01", "0.9, false, 0", "0.9, false, 0.01", "0.9, true, 0.01"})
    void caffeFollowsItsFormula(double momentum, boolean nesterov, double decay) {
        double[][] after = run(
                "learning-rate",
                0.1,
                "form",
                "caffe",
                "momentum",
                momentum,
                "nesterov",
                nesterov,
                "weight-decay",
                decay);
        for (int i = 0; i < START.length; i++) {
            double p = START[i];
            double v = 0;
            for (int step = 0; step < RATES.length; step++) {
                double old = v;
                v = momentum * old + RATES[step] * (gradient(step, i) + decay * p);
                p -= nesterov ? (1 + momentum) * v - momentum * old : v;
                assertEquals(p, after[step][i], 1e-14, "element " + i + " after step " + (step + 1));
            }
        }
        assertEquals(momentum == 0 ? List.of("w") : List.of("w", "w#momentum"), names());
    }

    private List<String> names() {
        return variables.stream().map(Variable::name).toList();
    }

    @Test
    void theFirstStepOfMomentumIsThatOfPlainDescent() {
        double[][] plain = run("learning-rate", 0.1);
        double[][] momentum = run("learning-rate", 0.1, "momentum", 0.9);
        assertArrayEquals(plain[0], momentum[0], 1e-15);
    }

    @Test
    void emitsNoMoreThanItNeeds() {
        assertEquals("""
                graph "update" {
                  %0: float64[] = input "rate"
                  %1: float64[] = input "step"
                  %2: float64[2, 3] = read "w"
                  %3: float64[2, 3] = input "gradient"
                  %4: float64[2, 3] = broadcast(%0) {shape: [2, 3], axes: []}
                  %5: float64[2, 3] = read "w#momentum"
                  %6: float64[2, 3] = constant 0.5
                  %7: float64[2, 3] = multiply(%5, %6)
                  %8: float64[2, 3] = add(%7, %3)
                  %9: float64[2, 3] = multiply(%4, %8)
                  %10: float64[2, 3] = subtract(%2, %9)
                  update "w#momentum": %8
                  update "w": %10
                }
                """, graph("learning-rate", 0.1, "momentum", 0.5).toString());
    }
}
