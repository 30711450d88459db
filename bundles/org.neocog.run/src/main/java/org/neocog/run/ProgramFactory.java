package org.neocog.run;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.function.Predicate;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.TrainSection;
import org.neocog.graph.Autodiff;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Builds programs of one model on images of one shape. */
record ProgramFactory(Model model, Shape image, int classes, ElementType element) {
    /**
     * How a program trains.
     *
     * @param mixes whether images are mixtures of two
     */
    record Training(ParameterGroups groups, Objective objective, TrainSection section, boolean mixes) {}

    /** A program that trains and evaluates. */
    TrainingProgram build(Training training, SortedSet<Integer> trainSizes, SortedSet<Integer> evalSizes) {
        Map<String, DeclaredVariable> variables = new LinkedHashMap<>();
        List<Graph> graphs = new ArrayList<>();
        Predicate<String> settled = settledLayers(training.groups());
        for (int size : trainSizes) {
            graphs.add(trainGraph(training, size, settled, variables));
        }
        if (training.section().accumulate() > 1) {
            graphs.add(applyGraph(training, variables));
        }
        for (int size : evalSizes) {
            Graph evaluation = evalGraph(size, variables);
            graphs.add(evaluation);
            if (training.section().average().isPresent()) {
                graphs.add(MovingAverages.reading(evaluation, TrainingProgram.evaluateAverage(size), variables));
            }
        }
        List<Variable> parameters = parameters(variables);
        training.groups()
                .requireMatches(variables.values().stream()
                        .map(DeclaredVariable::variable)
                        .toList());
        List<String> frozen = parameters.stream()
                .map(Variable::name)
                .filter(training.groups()::isFrozen)
                .toList();
        if (frozen.size() == parameters.size()) {
            throw new ConfigException(
                    Location.origin("model.freeze"),
                    "must leave a parameter to train, but all " + frozen.size() + " are frozen. Freeze fewer.");
        }
        return program(variables, graphs, frozen);
    }

    /** A program that only evaluates. */
    TrainingProgram build(SortedSet<Integer> evalSizes) {
        Map<String, DeclaredVariable> variables = new LinkedHashMap<>();
        List<Graph> graphs = new ArrayList<>();
        evalSizes.forEach(size -> graphs.add(evalGraph(size, variables)));
        return program(variables, graphs, List.of());
    }

    private static TrainingProgram program(
            Map<String, DeclaredVariable> variables, List<Graph> graphs, List<String> frozen) {
        List<DeclaredVariable> declared = List.copyOf(variables.values());
        List<Graph> simplified = graphs.stream().map(Transformations::simplify).toList();
        return new TrainingProgram(
                new Program(declared.stream().map(DeclaredVariable::variable).toList(), simplified), declared, frozen);
    }

    private static List<Variable> parameters(Map<String, DeclaredVariable> variables) {
        return variables.values().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .toList();
    }

    /** The layers that keep statistics and whose variables are all frozen: they normalize as in evaluation. */
    private Predicate<String> settledLayers(ParameterGroups groups) {
        GraphBuilder b = new GraphBuilder("settled");
        Lowered lowered = model.lower(
                b, b.input("images", new TensorType(element, Shape.of(2).concat(image))), false);
        Set<String> settled = new HashSet<>();
        for (LayerDeclaration layer : model.layers()) {
            List<Variable> own = lowered.variables().stream()
                    .map(DeclaredVariable::variable)
                    .filter(variable -> isOf(layer.name(), variable))
                    .toList();
            List<Variable> trained = own.stream()
                    .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                    .toList();
            List<Variable> decisive = trained.isEmpty() ? own : trained;
            boolean frozen = decisive.stream().map(Variable::name).allMatch(groups::isFrozen) && !decisive.isEmpty();
            if (frozen && own.size() > trained.size()) {
                settled.add(layer.name());
            }
        }
        return settled::contains;
    }

    private static boolean isOf(String layer, Variable variable) {
        return variable.name().startsWith(layer + ".");
    }

    private Graph trainGraph(
            Training training, int batch, Predicate<String> settled, Map<String, DeclaredVariable> variables) {
        GraphBuilder b = new GraphBuilder(TrainingProgram.train(batch));
        Lowered lowered = lower(b, batch, true, settled, variables);
        Value[] loss = new Value[1];
        b.inScope("loss", () -> loss[0] = training.objective().loss(b, lowered, targets(b, batch, training.mixes())));
        b.output(TrainingProgram.LOSS, loss[0]);
        List<Variable> parameters = lowered.variables().stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .filter(variable -> !training.groups().isFrozen(variable.name()))
                .toList();
        List<Value> values = parameters.stream().map(b::read).toList();
        List<Value> gradients = Autodiff.gradients(b, loss[0], values);
        if (training.section().accumulate() > 1) {
            for (int i = 0; i < parameters.size(); i++) {
                Variable sum = sum(parameters.get(i), variables);
                b.update(sum, b.add(b.read(sum), b.scale(gradients.get(i), batch)));
            }
        } else {
            update(b, training, parameters, gradients, lowered.updates(), variables);
        }
        lowered.updates().forEach(b::update);
        return b.build();
    }

    /** Where the gradients of several batches are added up. */
    private static Variable sum(Variable parameter, Map<String, DeclaredVariable> variables) {
        Variable sum = new Variable(parameter.name() + "#gradient", parameter.type(), Variable.Role.GRADIENT);
        variables.putIfAbsent(sum.name(), new DeclaredVariable(sum, Initialization.constant(0)));
        return sum;
    }

    private Graph applyGraph(Training training, Map<String, DeclaredVariable> variables) {
        GraphBuilder b = new GraphBuilder(TrainingProgram.APPLY);
        Value examples = b.input(TrainingProgram.EXAMPLES, TensorType.scalar(element));
        List<Variable> parameters = parameters(variables).stream()
                .filter(variable -> !training.groups().isFrozen(variable.name()))
                .toList();
        List<Value> gradients = new ArrayList<>();
        for (Variable parameter : parameters) {
            Variable sum = sum(parameter, variables);
            Value all = b.read(sum);
            gradients.add(
                    b.divide(all, b.broadcastScalar(examples, parameter.type().shape())));
            b.update(sum, b.zeros(sum.type()));
        }
        Map<Variable, Value> statistics = new LinkedHashMap<>();
        for (DeclaredVariable declared : variables.values()) {
            if (declared.variable().role() == Variable.Role.STATISTIC) {
                statistics.put(declared.variable(), b.read(declared.variable()));
            }
        }
        update(b, training, parameters, gradients, statistics, variables);
        return b.build();
    }

    private void update(
            GraphBuilder b,
            Training training,
            List<Variable> parameters,
            List<Value> gradients,
            Map<Variable, Value> statistics,
            Map<String, DeclaredVariable> variables) {
        Value rate = b.input(TrainingProgram.LEARNING_RATE, TensorType.scalar(element));
        Value step = b.input(TrainingProgram.STEP, TensorType.scalar(element));
        List<Value> bounded = training.section()
                .clip()
                .map(clip -> Clipping.apply(b, clip, gradients))
                .orElse(gradients);
        Map<Variable, Value> followed = new LinkedHashMap<>();
        for (int i = 0; i < parameters.size(); i++) {
            Variable parameter = parameters.get(i);
            ParameterRule rule = new ParameterRule(b, parameter, rate, step, variables);
            Value value = b.read(parameter);
            Value gradient = bounded.get(i);
            b.inScope(
                    "update/" + parameter.name(),
                    () -> followed.put(parameter, rule.apply(training.groups().of(parameter.name()), value, gradient)));
        }
        followed.putAll(statistics);
        training.section()
                .average()
                .ifPresent(average -> b.inScope("average", () -> {
                    Value share = MovingAverages.share(b, average.decay(), step);
                    followed.forEach((variable, next) -> MovingAverages.follow(b, variable, next, share, variables));
                }));
    }

    private Graph evalGraph(int batch, Map<String, DeclaredVariable> variables) {
        GraphBuilder b = new GraphBuilder(TrainingProgram.evaluate(batch));
        Lowered lowered = lower(b, batch, false, layer -> false, variables);
        b.output(TrainingProgram.LOGITS, lowered.output());
        b.inScope(
                "loss",
                () -> b.output(TrainingProgram.LOSSES, b.softmaxCrossEntropy(lowered.output(), labels(b, batch))));
        return b.build();
    }

    private Lowered lower(
            GraphBuilder b,
            int batch,
            boolean training,
            Predicate<String> settled,
            Map<String, DeclaredVariable> variables) {
        TensorType type = new TensorType(ElementType.FLOAT32, Shape.of(batch).concat(image));
        Value images = b.cast(b.input(TrainingProgram.IMAGES, type), element);
        Lowered lowered = model.lower(b, images, training, settled);
        requireClasses(lowered.output(), lastLayer(), "the last layer");
        for (int i = 0; i < lowered.auxiliary().size(); i++) {
            String layer = model.auxiliary().get(i).layer();
            requireClasses(lowered.auxiliary().get(i).value(), location(layer), "output \"" + layer + "\"");
        }
        lowered.variables().forEach(v -> variables.putIfAbsent(v.variable().name(), v));
        return lowered;
    }

    private void requireClasses(Value output, Location location, String which) {
        Shape given = output.shape().range(1, output.shape().rank());
        if (!given.equals(Shape.of(classes))) {
            throw new ConfigException(
                    location,
                    "model: " + which + " must give one number per class, but its output=" + given + ", classes="
                            + classes + ". Change " + (which.startsWith("the") ? which : "its layer")
                            + ", or the dataset.");
        }
    }

    private Location location(String name) {
        return model.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .map(LayerDeclaration::location)
                .findFirst()
                .orElse(Location.NONE);
    }

    private Location lastLayer() {
        return model.layers().isEmpty()
                ? Location.NONE
                : model.layers().get(model.layers().size() - 1).location();
    }

    private static Value labels(GraphBuilder b, int batch) {
        return b.input(TrainingProgram.LABELS, TensorType.of(ElementType.INT32, batch));
    }

    private Targets targets(GraphBuilder b, int batch, boolean mixes) {
        Value labels = labels(b, batch);
        if (!mixes) {
            return Targets.of(labels);
        }
        Value others = b.input(TrainingProgram.OTHER_LABELS, TensorType.of(ElementType.INT32, batch));
        Value shares = b.input(TrainingProgram.SHARES, TensorType.of(ElementType.FLOAT32, batch));
        return new Targets(labels, Optional.of(new Targets.Mixture(others, b.cast(shares, element))));
    }
}
