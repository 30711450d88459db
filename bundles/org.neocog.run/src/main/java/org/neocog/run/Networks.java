package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.backend.Snapshot;
import org.neocog.config.Catalog;
import org.neocog.dataset.Dataset;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Networks in evaluation mode, with their values, for other programs. */
final class Networks {
    private final Catalog catalog;

    Networks(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Where values come from: the program says which are needed, and the caller owns what is given. */
    @FunctionalInterface
    interface Values {
        Snapshot read(Program program, InitialState initialState, BufferAllocator allocator);
    }

    /** @param whole whether every value must be needed */
    TrainedNetwork of(Experiment experiment, Values source, boolean whole) {
        PlugIns plugIns = new PlugIns(catalog);
        Model model = plugIns.model(experiment);
        Shape given = model.input();
        Shape image =
                given != null ? given : imageShape(plugIns, experiment.data().train());
        Map<String, DeclaredVariable> declared = new LinkedHashMap<>();
        BiFunction<Integer, Map<String, DeclaredVariable>, Graph> graphs =
                (batch, variables) -> graph(model, image, batch, variables);
        Graph one = graphs.apply(1, declared);
        List<DeclaredVariable> variables = List.copyOf(declared.values());
        Program program =
                new Program(variables.stream().map(DeclaredVariable::variable).toList(), List.of(one));
        InitialState initialState = new InitialState(variables, experiment.seed(), plugIns);
        Map<String, ParameterValues> values = new LinkedHashMap<>();
        try (BufferAllocator allocator = NeocogAllocators.root("network " + experiment.name(), Long.MAX_VALUE);
                Snapshot state = source.read(program, initialState, allocator)) {
            StateFit.ofWeights(program, state, whole)
                    .tensors()
                    .forEach((name, tensor) -> values.put(name, values(tensor)));
        }
        return new TrainedNetwork(
                experiment.name(), image, batch -> graphs.apply(batch, new LinkedHashMap<>()), values);
    }

    private static Graph graph(Model model, Shape image, int batch, Map<String, DeclaredVariable> variables) {
        GraphBuilder b = new GraphBuilder("network");
        TensorType type = new TensorType(ElementType.FLOAT32, Shape.of(batch).concat(image));
        Lowered lowered = model.lower(b, b.input(TrainedNetwork.IMAGES, type), false);
        lowered.variables().forEach(v -> variables.putIfAbsent(v.variable().name(), v));
        b.output(TrainedNetwork.LOGITS, lowered.output());
        return Transformations.simplify(Transformations.expand(b.build(), node -> false));
    }

    private static Shape imageShape(PlugIns plugIns, DataSource source) {
        try (Dataset dataset = plugIns.dataset(source)) {
            return plugIns.pipeline(source, dataset).imageShape();
        }
    }

    private static ParameterValues values(Tensor tensor) {
        double[] doubles = new double[tensor.shape().intSize()];
        tensor.copyTo(doubles);
        float[] floats = new float[doubles.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        return new ParameterValues(tensor.shape(), floats);
    }
}
