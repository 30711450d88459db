package org.neocog.run;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.backend.Backend;
import org.neocog.experiment.Precision;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Counts what a network is made of in what it is lowered to for one image. Nothing is computed or allocated. */
final class NetworkAnalysis {
    private final Model model;
    private final ElementType element;
    /** What layer outputs and their gradients are held in. */
    private final ElementType activations;

    private final Shape input;
    private final Lowered lowered;
    private final Graph graph;
    private final Map<Value, ReceptiveField> fields;
    private final List<Plan.Layer> layers;

    NetworkAnalysis(Model model, Shape input, Precision precision) {
        this.model = model;
        element = RunSettings.element(precision);
        activations = element == ElementType.FLOAT32 ? RunSettings.activations(precision) : element;
        this.input = input;
        GraphBuilder builder = new GraphBuilder("plan");
        Value images =
                builder.input("images", new TensorType(element, Shape.of(1).concat(input)));
        this.lowered = model.lower(builder, images, false);
        lowered.layerOutputs().forEach(builder::output);
        this.graph = Transformations.removeDead(Transformations.expand(builder.build(), node -> false));
        this.fields = ReceptiveField.of(graph);
        this.layers = count();
    }

    List<Plan.Layer> layers() {
        return layers;
    }

    /** Parameters and statistics. */
    List<DeclaredVariable> variables() {
        return lowered.variables();
    }

    List<String> warnings() {
        return RulesOfThumb.warnings(graph, fields, input, model, needed());
    }

    /** What the backend leaves to another of evaluating the network, and how much that is; a sentence, or nothing. */
    List<String> fallbacks(String name, Backend backend) {
        Map<String, Set<String>> scopes = new TreeMap<>();
        long left = 0;
        long all = 0;
        for (Node node : graph.nodes()) {
            long macs = Arithmetic.multiplications(node);
            all += macs;
            if (!(node.op() instanceof SourceOp) && !backend.supports(node)) {
                scopes.computeIfAbsent(node.op().name(), op -> new TreeSet<>()).add(node.scope());
                left += macs;
            }
        }
        if (scopes.isEmpty()) {
            return List.of();
        }
        String ops = scopes.entrySet().stream()
                .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                .collect(Collectors.joining(", "));
        return List.of("backend \"" + name + "\" does not support " + ops + "; another one computes that, with " + left
                + " of " + all + " multiplications. [F1]");
    }

    Plan.Totals totals() {
        return new Plan.Totals(
                values(Variable.Role.PARAMETER),
                values(Variable.Role.STATISTIC),
                layers.stream()
                        .filter(layer -> !layer.trainingOnly())
                        .mapToLong(Plan.Layer::macs)
                        .sum(),
                layers.stream().mapToLong(Plan.Layer::activationBytes).sum());
    }

    /** What a batch takes. @param slots values that the optimizer keeps */
    Plan.Memory memory(int batch, long slots) {
        long outputs = totals().activationBytes();
        long image = element.bytes() * input.size();
        return new Plan.Memory(
                batch,
                element.bytes() * (values(Variable.Role.PARAMETER) + values(Variable.Role.STATISTIC)),
                element.bytes() * values(Variable.Role.PARAMETER),
                element.bytes() * slots,
                batch * (image + outputs),
                batch * outputs,
                batch * peak(image));
    }

    private long values(Variable.Role role) {
        return lowered.variables().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == role)
                .mapToLong(variable -> variable.type().size())
                .sum();
    }

    private List<Plan.Layer> count() {
        Map<String, Long> parameters = new HashMap<>();
        Map<String, Long> buffers = new HashMap<>();
        for (DeclaredVariable declared : lowered.variables()) {
            Variable variable = declared.variable();
            Map<String, Long> counts = variable.role() == Variable.Role.PARAMETER ? parameters : buffers;
            counts.merge(layerOf(variable.name()), variable.type().size(), Long::sum);
        }
        Map<String, Long> macs = new HashMap<>();
        graph.nodes().forEach(node -> macs.merge(node.scope(), Arithmetic.multiplications(node), Long::sum));
        Set<String> needed = needed();
        List<Plan.Layer> counted = new ArrayList<>();
        for (LayerDeclaration layer : model.layers()) {
            Value output = Objects.requireNonNull(graph.outputs().get(layer.name()));
            ReceptiveField field = fields.get(output);
            counted.add(new Plan.Layer(
                    layer.name(),
                    layer.type(),
                    output.shape().range(1, output.shape().rank()),
                    parameters.getOrDefault(layer.name(), 0L),
                    buffers.getOrDefault(layer.name(), 0L),
                    macs.getOrDefault(layer.name(), 0L),
                    field == null ? 0 : field.size(),
                    output.type().size() * activations.bytes(),
                    !needed.contains(layer.name())));
        }
        return counted;
    }

    /** The layer that declared a variable: {@code conv1} for {@code conv1.weight}, {@code sep} for {@code sep.depthwise.weight}. */
    private String layerOf(String variable) {
        String name = variable;
        while (name.indexOf('.') >= 0) {
            name = name.substring(0, name.lastIndexOf('.'));
            if (lowered.layerOutputs().containsKey(name)) {
                return name;
            }
        }
        throw new IllegalStateException("a variable must be of a layer, but variable=" + variable);
    }

    /** The layers that the output depends on. */
    private Set<String> needed() {
        Map<String, List<String>> sources = sources();
        Set<String> needed = new HashSet<>();
        List<String> open = new ArrayList<>(
                List.of(model.layers().get(model.layers().size() - 1).name()));
        while (!open.isEmpty()) {
            String layer = open.remove(open.size() - 1);
            if (needed.add(layer)) {
                open.addAll(sources.getOrDefault(layer, List.of()));
            }
        }
        return needed;
    }

    /** What each layer reads. */
    private Map<String, List<String>> sources() {
        Map<String, List<String>> sources = new LinkedHashMap<>();
        String before = LayerDeclaration.INPUT;
        for (LayerDeclaration layer : model.layers()) {
            sources.put(layer.name(), layer.from().isEmpty() ? List.of(before) : layer.from());
            before = layer.name();
        }
        return sources;
    }

    /** The most bytes of images and layer outputs that are there while a layer is computed, each from its layer to its last reader. */
    private long peak(long image) {
        Set<String> needed = needed();
        Map<String, String> lastReader = new HashMap<>();
        sources().forEach((layer, sources) -> {
            if (needed.contains(layer)) {
                sources.forEach(source -> lastReader.put(source, layer));
            }
        });
        Map<String, Long> live = new HashMap<>(Map.of(LayerDeclaration.INPUT, image));
        long peak = image;
        for (Plan.Layer layer : layers) {
            if (!layer.trainingOnly()) {
                live.put(layer.name(), layer.activationBytes());
                peak = Math.max(
                        peak, live.values().stream().mapToLong(Long::longValue).sum());
                live.keySet().removeIf(source -> layer.name().equals(lastReader.get(source)));
            }
        }
        return peak;
    }
}
