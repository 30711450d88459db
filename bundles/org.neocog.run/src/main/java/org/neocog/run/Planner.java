package org.neocog.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.config.Catalog;
import org.neocog.config.PlugInConfig;
import org.neocog.dataset.Dataset;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;
import org.neocog.graph.ConvolutionOp.Convolution;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.MatrixOp.Matmul;
import org.neocog.graph.Node;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.LayerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Finds out what a network is made of by lowering it for one image. */
final class Planner {
    private final Catalog catalog;
    private final Backends backends;

    Planner(Catalog catalog, Backends backends) {
        this.catalog = catalog;
        this.backends = backends;
    }

    Plan plan(Experiment experiment) {
        PlugIns plugIns = new PlugIns(catalog);
        Model model = plugIns.model(experiment);
        Shape input = model.input() != null
                ? model.input()
                : imageShape(plugIns, experiment.data().train());
        GraphBuilder builder = new GraphBuilder("plan");
        Value images = builder.input(
                "images", new TensorType(ElementType.FLOAT32, Shape.of(1).concat(input)));
        Lowered lowered = model.lower(builder, images, false);
        lowered.layerOutputs().forEach(builder::output);
        Graph graph = Transformations.removeDead(builder.build());
        List<Plan.Layer> layers = layers(model, lowered, graph);
        return new Plan(
                experiment.name(),
                input,
                layers.stream().mapToLong(Plan.Layer::parameters).sum(),
                layers.stream().mapToLong(Plan.Layer::parameters).sum(),
                layers.stream().mapToLong(Plan.Layer::macs).sum(),
                layers.stream().mapToLong(Plan.Layer::activationBytes).sum(),
                layers,
                parts(experiment, model));
    }

    private static Shape imageShape(PlugIns plugIns, DataSource source) {
        try (Dataset dataset = plugIns.dataset(source)) {
            return plugIns.pipeline(source, dataset).imageShape();
        }
    }

    private static List<Plan.Layer> layers(Model model, Lowered lowered, Graph graph) {
        Map<String, Long> parameters = lowered.variables().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .collect(Collectors.groupingBy(
                        variable -> variable.name().substring(0, variable.name().lastIndexOf('.')),
                        Collectors.summingLong(variable -> variable.type().size())));
        Map<String, Long> macs = new HashMap<>();
        graph.nodes().forEach(node -> macs.merge(node.scope(), macs(node), Long::sum));
        Map<Value, ReceptiveField> fields = ReceptiveField.of(graph);
        List<Plan.Layer> layers = new ArrayList<>();
        for (LayerDeclaration layer : model.layers()) {
            Value output = Objects.requireNonNull(graph.outputs().get(layer.name()));
            ReceptiveField field = fields.get(output);
            layers.add(new Plan.Layer(
                    layer.name(),
                    layer.type(),
                    output.shape().range(1, output.shape().rank()),
                    parameters.getOrDefault(layer.name(), 0L),
                    macs.getOrDefault(layer.name(), 0L),
                    field == null ? 0 : field.size(),
                    output.type().bytes()));
        }
        return layers;
    }

    /** Multiplications of products; everything else counts nothing. */
    private static long macs(Node node) {
        if (node.op() instanceof Convolution) {
            Shape filter = node.input(1).shape();
            return node.output().shape().size() * filter.range(1, filter.rank()).size();
        }
        if (node.op() instanceof Matmul matmul) {
            return node.output().shape().size() * node.input(0).shape().dim(matmul.transposeA() ? -2 : -1);
        }
        return 0;
    }

    private List<Plan.Part> parts(Experiment experiment, Model model) {
        Map<String, Plan.Part> parts = new LinkedHashMap<>();
        if (experiment.model() instanceof ModelSection.Named named) {
            add(parts, ArchitectureTemplate.KIND, named.architecture().type());
        }
        model.layers().forEach(layer -> add(parts, LayerType.KIND, layer.type()));
        add(parts, experiment.optimizer());
        add(parts, experiment.schedule().schedule());
        List<DataSource> sources = new ArrayList<>(List.of(experiment.data().train()));
        experiment.data().eval().ifPresent(sources::add);
        for (DataSource source : sources) {
            add(parts, source.dataset());
            source.transforms().forEach(transform -> add(parts, transform));
        }
        List<String> prefer = experiment.backend().prefer();
        Optional<Backends.Installed> backend = backends.choose(prefer);
        String name = backend.map(Backends.Installed::name).orElse(prefer.get(0));
        parts.put(
                "backend " + name,
                new Plan.Part(
                        "backend", name, backend.map(Backends.Installed::bundle).orElse("missing")));
        return List.copyOf(parts.values());
    }

    private void add(Map<String, Plan.Part> parts, PlugInConfig config) {
        add(parts, config.kind(), config.type());
    }

    private void add(Map<String, Plan.Part> parts, String kind, String name) {
        parts.computeIfAbsent(kind + " " + name, key -> new Plan.Part(kind, name, bundleOf(kind, name)));
    }

    private String bundleOf(String kind, String name) {
        return catalog.find(kind, name)
                .map(plugIn -> bundle(FrameworkUtil.getBundle(plugIn.getClass())))
                .orElse("missing");
    }

    private static String bundle(@Nullable Bundle bundle) {
        return bundle == null ? "class path" : bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
