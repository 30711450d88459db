package org.neocog.itests.architectures;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** A network with values as they are in the middle of a training: no statistic is 0 or 1, and signals neither vanish nor explode. */
record RandomNetwork(Model model, Shape image, Map<String, Variable> variables, Map<String, ParameterValues> values) {
    static RandomNetwork of(Model model, Shape image, long seed) {
        Map<String, Variable> variables = new LinkedHashMap<>();
        graph(model, image, 1, variables);
        Random random = new Random(seed);
        Map<String, ParameterValues> values = new LinkedHashMap<>();
        variables.forEach((name, variable) -> values.put(name, values(variable, random)));
        return new RandomNetwork(model, image, variables, values);
    }

    private static ParameterValues values(Variable variable, Random random) {
        Shape shape = variable.type().shape();
        float[] numbers = new float[shape.intSize()];
        double fanIn = shape.rank() > 1 ? (double) shape.size() / shape.dim(0) : 1;
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = (float)
                    (shape.rank() > 1
                            ? random.nextGaussian() * Math.sqrt(2 / fanIn)
                            : variable.name().endsWith("var") || variable.name().endsWith("weight")
                                    ? 0.5 + random.nextDouble()
                                    : 0.2 * random.nextGaussian());
        }
        return new ParameterValues(shape, numbers);
    }

    private static Graph graph(Model model, Shape image, int batch, Map<String, Variable> variables) {
        GraphBuilder b = new GraphBuilder("network");
        TensorType type = new TensorType(ElementType.FLOAT32, Shape.of(batch).concat(image));
        Lowered lowered = model.lower(b, b.input(TrainedNetwork.IMAGES, type), false);
        lowered.variables().stream()
                .map(DeclaredVariable::variable)
                .forEach(variable -> variables.put(variable.name(), variable));
        b.output(TrainedNetwork.LOGITS, lowered.output());
        return Transformations.simplify(b.build());
    }

    RandomNetwork with(Map<String, ParameterValues> others) {
        return new RandomNetwork(model, image, variables, others);
    }

    TrainedNetwork trained(String name) {
        return new TrainedNetwork(name, image, batch -> graph(model, image, batch, new LinkedHashMap<>()), values);
    }

    /** Pixels of so many images. */
    float[] pixels(int count, long seed) {
        Random random = new Random(seed);
        float[] pixels = new float[Math.toIntExact(image.size() * count)];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return pixels;
    }

    /** What the network says on a backend. */
    float[] logits(Backend backend, int count, float[] pixels) {
        Graph graph = graph(model, image, count, new LinkedHashMap<>());
        try (BufferAllocator allocator = NeocogAllocators.root("network", Long.MAX_VALUE)) {
            Program program = new Program(List.copyOf(variables.values()), List.of(graph));
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            variables.forEach((name, variable) -> tensors.put(
                    name, tensor(allocator, variable.type(), values.get(name).values())));
            try (Snapshot state = new Snapshot(tensors);
                    Tensor images = tensor(allocator, graph.inputType(TrainedNetwork.IMAGES), pixels);
                    Executable executable = backend.compile(program, CompileOptions.of(allocator))) {
                executable.restore(state);
                Tensor logits = executable
                        .run(graph.name(), new Feed().put(TrainedNetwork.IMAGES, images))
                        .output(TrainedNetwork.LOGITS);
                float[] values = new float[logits.shape().intSize()];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) logits.getDouble(i);
                }
                return values;
            }
        }
    }

    private static Tensor tensor(BufferAllocator allocator, TensorType type, float[] values) {
        Tensor tensor = Tensor.allocate(allocator, type);
        for (int i = 0; i < values.length; i++) {
            tensor.setDouble(i, values[i]);
        }
        return tensor;
    }
}
