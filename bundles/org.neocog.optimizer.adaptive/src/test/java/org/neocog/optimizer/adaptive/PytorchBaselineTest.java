package org.neocog.optimizer.adaptive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
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
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.onednn.OneDnnBackend;
import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Options;
import org.neocog.graph.Autodiff;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.neocog.optimizer.sgd.SgdOptimizerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/**
 * A whole training, {@code loss = sum of sigmoid(W2 sigmoid(W1 x + b1) + b2)} for 1001 steps, against the parameters that PyTorch had on
 * the way: every recorded sample. Skipped where the recorded values are not there.
 */
class PytorchBaselineTest {
    private static final System.Logger LOG = System.getLogger(PytorchBaselineTest.class.getName());
    private static final String RECORDED = "pytorch-optim-baseline/optim_baseline.json";
    private static final String DOUBLES = "float64 on reference: ";
    private static final String FLOATS = "float32 on onednn: ";
    private static final String OPENCL = "float32 on opencl: ";
    private static final Map<String, OptimizerType> TYPES = Map.of(
            "SGD", new SgdOptimizerType(),
            "Adam", new AdamOptimizerType(),
            "Adagrad", new AdagradOptimizerType(),
            "RMSprop", new RmsPropOptimizerType());
    private static final Map<String, String> OPTIONS = Map.of(
            "lr", "learning-rate",
            "weight_decay", "weight-decay",
            "momentum", "momentum",
            "nesterov", "nesterov",
            "centered", "centered");

    private static JsonObject recorded() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path data = Path.of(System.getProperty("neocog.data", "shared/data"));
            Path file = folder.resolve(data).resolve(RECORDED);
            if (Files.isReadable(file)) {
                return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
            }
        }
        String message = "SKIPPED: no shared/data/" + RECORDED + " beside any folder above "
                + Path.of("").toAbsolutePath() + ", so optimizers are not held against PyTorch here.";
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
        String name = hyper.get("opt").getAsString();
        List<Object> options = new ArrayList<>();
        for (Map.Entry<String, JsonElement> entry : hyper.entrySet()) {
            if (!entry.getKey().equals("opt")) {
                options.add(OPTIONS.get(entry.getKey()));
                options.add(
                        entry.getValue().getAsJsonPrimitive().isBoolean()
                                ? (Object) entry.getValue().getAsBoolean()
                                : (Object) entry.getValue().getAsDouble());
            }
        }
        if (name.equals("Adam")) {
            options.add("form");
            options.add("efficient"); // the version that recorded adds epsilon before the correction
        }
        OptimizerType type = TYPES.get(name);
        return type.create(Options.of(type.schema(), options.toArray()));
    }

    private static List<Value> gradients(GraphBuilder g, ElementType element, List<Value> parameters) {
        Value x = g.input("x", TensorType.of(element, 3, 2));
        Value hidden = dense(g, x, parameters.get(0), parameters.get(1));
        Value y = dense(g, hidden, parameters.get(2), parameters.get(3));
        return Autodiff.gradients(g, g.reduceSum(y, List.of(0, 1)), parameters);
    }

    private static Value dense(GraphBuilder g, Value x, Value weight, Value bias) {
        Value product = g.matmul(x, weight, false, true);
        return g.unary(UnaryFunction.SIGMOID, g.add(product, g.broadcast(bias, product.shape(), List.of(1))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                DOUBLES + "Adam",
                DOUBLES + "Adam_with_weight_decay",
                DOUBLES + "Adagrad_with_weight_decay",
                DOUBLES + "RMSprop",
                DOUBLES + "RMSprop_with_weight_decay_and_centered",
                DOUBLES + "SGD",
                DOUBLES + "SGD_with_weight_decay",
                DOUBLES + "SGD_with_weight_decay_and_nesterov_momentum",
                FLOATS + "Adam",
                FLOATS + "Adam_with_weight_decay",
                FLOATS + "Adagrad_with_weight_decay",
                FLOATS + "RMSprop",
                FLOATS + "RMSprop_with_weight_decay_and_centered",
                FLOATS + "SGD",
                FLOATS + "SGD_with_weight_decay",
                FLOATS + "SGD_with_weight_decay_and_nesterov_momentum",
                OPENCL + "Adam",
                OPENCL + "Adam_with_weight_decay",
                OPENCL + "Adagrad_with_weight_decay",
                OPENCL + "RMSprop",
                OPENCL + "RMSprop_with_weight_decay_and_centered",
                OPENCL + "SGD",
                OPENCL + "SGD_with_weight_decay",
                OPENCL + "SGD_with_weight_decay_and_nesterov_momentum"
            })
    void walksThePathOfPytorch(String name) throws Exception {
        boolean doubles = name.startsWith(DOUBLES);
        Backend backend = backend(name);
        ElementType element = doubles ? ElementType.FLOAT64 : ElementType.FLOAT32;
        JsonObject file = recorded();
        JsonObject run = file.getAsJsonObject("optimizers").getAsJsonObject(name.substring(name.indexOf(':') + 2));
        double[] sampled = numbers(file.get("sample_after_update_number"));
        Map<Variable, double[]> start = start(element, file.getAsJsonArray("initial_parameters"));
        Optimizer optimizer = optimizer(run.getAsJsonObject("hyper"));
        double worst = 0;
        int checked = 0;
        try (AutoCloseable device = backend instanceof AutoCloseable closeable ? closeable : () -> {};
                Training training =
                        new Training(backend, optimizer, start, g -> parameters -> gradients(g, element, parameters))) {
            training.feed("x", TensorType.of(element, 3, 2), numbers(file.get("input")));
            for (int update = 1; checked < sampled.length; update++) {
                training.step(optimizer.learningRate());
                if (update == sampled[checked]) {
                    JsonArray expected =
                            run.getAsJsonArray("samples").get(checked).getAsJsonArray();
                    worst = Math.max(worst, worst(expected, training, start.keySet()));
                    checked++;
                }
            }
        }
        LOG.log(System.Logger.Level.INFO, name + ": relative error at most " + worst);
        assertEquals(11, checked);
        assertTrue(worst <= (doubles ? 1e-9 : 1e-4), name + " is off by " + worst);
    }

    /** Skips the test where this machine has no device for it. */
    private static Backend backend(String name) {
        if (name.startsWith(DOUBLES)) {
            return new ReferenceBackend();
        }
        if (name.startsWith(FLOATS)) {
            return new OneDnnBackend();
        }
        try {
            return new OpenClBackend();
        } catch (BackendException absent) {
            return abort("not run: " + absent.getMessage());
        }
    }

    private static Map<Variable, double[]> start(ElementType element, JsonArray initial) {
        List<TensorType> types = List.of(
                TensorType.of(element, 3, 2),
                TensorType.of(element, 3),
                TensorType.of(element, 1, 3),
                TensorType.of(element, 1));
        Map<Variable, double[]> start = new LinkedHashMap<>();
        List<String> names = List.of("W1", "b1", "W2", "b2");
        for (int i = 0; i < names.size(); i++) {
            start.put(new Variable(names.get(i), types.get(i), Role.PARAMETER), numbers(initial.get(i)));
        }
        return start;
    }

    /** The greatest error of any element, relative to the expected value. */
    private static double worst(JsonArray expected, Training training, Iterable<Variable> parameters) {
        double worst = 0;
        int i = 0;
        for (Variable parameter : parameters) {
            double[] actual = training.values(parameter.name());
            double[] wanted = numbers(expected.get(i++));
            for (int e = 0; e < wanted.length; e++) {
                double error = Math.abs(actual[e] - wanted[e]) / Math.abs(wanted[e]);
                worst = Double.isNaN(error) ? Double.POSITIVE_INFINITY : Math.max(worst, error);
            }
        }
        return worst;
    }
}
