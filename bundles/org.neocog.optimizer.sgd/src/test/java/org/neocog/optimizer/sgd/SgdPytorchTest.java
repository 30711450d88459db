package org.neocog.optimizer.sgd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Options;
import org.neocog.graph.Autodiff;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.optimizer.Optimizer;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * A whole training, {@code loss = sum of sigmoid(W2 sigmoid(W1 x + b1) + b2)} for 1001 steps in float64, against the parameters that
 * PyTorch had on the way. Skipped where the recorded values are not there.
 */
class SgdPytorchTest {
    private static final System.Logger LOG = System.getLogger(SgdPytorchTest.class.getName());
    private static final Path RECORDED = Path.of("shared/data/pytorch-optim-baseline/optim_baseline.json");
    private static final List<Variable> PARAMETERS = List.of(
            new Variable("W1", TensorType.of(ElementType.FLOAT64, 3, 2), Role.PARAMETER),
            new Variable("b1", TensorType.of(ElementType.FLOAT64, 3), Role.PARAMETER),
            new Variable("W2", TensorType.of(ElementType.FLOAT64, 1, 3), Role.PARAMETER),
            new Variable("b2", TensorType.of(ElementType.FLOAT64, 1), Role.PARAMETER));

    private final List<Variable> variables = new ArrayList<>(PARAMETERS);

    private static JsonObject recorded() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path file = folder.resolve(RECORDED);
            if (Files.isReadable(file)) {
                return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            }
        }
        String message = "SKIPPED: no " + RECORDED + " beside any folder above "
                + Path.of("").toAbsolutePath() + ", so SGD is not held against PyTorch here.";
        LOG.log(System.Logger.Level.WARNING, message);
        assumeTrue(false, message);
        throw new AssertionError("an assumption that is false ends the test");
    }

    private static double[] numbers(JsonElement values) {
        return StreamSupport.stream(values.getAsJsonArray().spliterator(), false)
                .flatMapToDouble(v -> v.isJsonArray() ? DoubleStream.of(numbers(v)) : DoubleStream.of(v.getAsDouble()))
                .toArray();
    }

    private static Optimizer optimizer(JsonObject hyper) {
        List<Object> options = new ArrayList<>();
        Map<String, String> names =
                Map.of("lr", "learning-rate", "weight_decay", "weight-decay", "momentum", "momentum");
        names.forEach((theirs, ours) -> {
            if (hyper.has(theirs)) {
                options.addAll(List.of(ours, hyper.get(theirs).getAsDouble()));
            }
        });
        if (hyper.has("nesterov")) {
            options.addAll(List.of("nesterov", hyper.get("nesterov").getAsBoolean()));
        }
        SgdOptimizerType type = new SgdOptimizerType();
        return type.create(Options.of(type.schema(), options.toArray()));
    }

    private Program program(Optimizer sgd) {
        GraphBuilder g = new GraphBuilder("train");
        Value x = g.input("x", TensorType.of(ElementType.FLOAT64, 3, 2));
        List<Value> read = PARAMETERS.stream().map(g::read).toList();
        Value hidden = dense(g, x, read.get(0), read.get(1));
        Value y = dense(g, hidden, read.get(2), read.get(3));
        List<Value> gradients = Autodiff.gradients(g, g.reduceSum(y, List.of(0, 1)), read);
        for (int i = 0; i < PARAMETERS.size(); i++) {
            ProgramRule rule = new ProgramRule(g, PARAMETERS.get(i), variables);
            rule.step();
            g.update(PARAMETERS.get(i), sgd.update(rule, read.get(i), gradients.get(i)));
        }
        return new Program(variables, List.of(Transformations.simplify(g.build())));
    }

    private static Value dense(GraphBuilder g, Value x, Value weight, Value bias) {
        Value product = g.matmul(x, weight, false, true);
        return g.unary(UnaryFunction.SIGMOID, g.add(product, g.broadcast(bias, product.shape(), List.of(1))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"SGD", "SGD_with_weight_decay", "SGD_with_weight_decay_and_nesterov_momentum"})
    void walksThePathOfPytorch(String name) throws IOException {
        JsonObject file = recorded();
        JsonObject run = file.getAsJsonObject("optimizers").getAsJsonObject(name);
        JsonArray samples = run.getAsJsonArray("samples");
        double[] sampled = numbers(file.get("sample_after_update_number"));
        Optimizer sgd = optimizer(run.getAsJsonObject("hyper"));
        int checked = 0;
        try (BufferAllocator allocator = NeocogAllocators.root("pytorch", 1 << 20);
                Executable executable = new ReferenceBackend().compile(program(sgd), new CompileOptions(allocator, 1));
                Tensor x = tensor(allocator, TensorType.of(ElementType.FLOAT64, 3, 2), numbers(file.get("input")));
                Tensor rate = tensor(allocator, TensorType.scalar(ElementType.FLOAT64), sgd.learningRate());
                Tensor step = tensor(allocator, TensorType.scalar(ElementType.FLOAT64), 0)) {
            restore(allocator, executable, file.getAsJsonArray("initial_parameters"));
            Feed feed = new Feed().put("x", x).put("rate", rate).put("step", step);
            for (int update = 1; checked < sampled.length; update++) {
                step.setDouble(0, update);
                executable.run("train", feed);
                if (update == sampled[checked]) {
                    assertParameters(samples.get(checked).getAsJsonArray(), executable, update);
                    checked++;
                }
            }
        }
        assertEquals(11, checked);
    }

    private static void restore(BufferAllocator allocator, Executable executable, JsonArray initial) {
        Map<String, Tensor> start = new LinkedHashMap<>();
        IntStream.range(0, PARAMETERS.size())
                .forEach(i -> start.put(
                        PARAMETERS.get(i).name(),
                        tensor(allocator, PARAMETERS.get(i).type(), numbers(initial.get(i)))));
        try (Snapshot state = new Snapshot(start)) {
            executable.restore(state);
        }
    }

    private static void assertParameters(JsonArray expected, Executable executable, int update) {
        try (Snapshot state = executable.snapshot()) {
            for (int i = 0; i < PARAMETERS.size(); i++) {
                Variable parameter = PARAMETERS.get(i);
                double[] actual = new double[parameter.type().shape().intSize()];
                state.tensor(parameter.name()).copyTo(actual);
                assertArrayEquals(
                        numbers(expected.get(i)), actual, 1e-12, parameter.name() + " after update " + update);
            }
        }
    }

    private static Tensor tensor(BufferAllocator allocator, TensorType type, double... values) {
        Tensor tensor = Tensor.allocate(allocator, type);
        tensor.copyFrom(values);
        return tensor;
    }
}
