package org.neocog.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import org.neocog.architecture.LayerDeclaration;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.architecture.Model.WeightedOutput;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.graph.Autodiff;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Transformations;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.UpdateRule;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * The program of an experiment: for each training batch size a graph with forward pass, loss, gradients and update, for each evaluation
 * batch size one with logits and losses. Built once; afterwards no object of a layer or optimizer bundle is held.
 *
 * @param variables every variable with how it starts, in the program's order
 */
record TrainingProgram(Program program, List<DeclaredVariable> variables) {
    /** Input: float32 {@code [N, C, H, W]}. */
    static final String IMAGES = "images";

    /** Input: int32 {@code [N]}. */
    static final String LABELS = "labels";

    /** Input of training graphs: scalar, of the experiment's precision. */
    static final String LEARNING_RATE = "learning-rate";

    /** Input of training graphs: scalar, number of the step from 1 on. */
    static final String STEP = "step";

    /** Output of training graphs: scalar, mean over the batch; those of auxiliary outputs are added by their weights. */
    static final String LOSS = "loss";

    /** Output of evaluation graphs: {@code [N]}. */
    static final String LOSSES = "losses";

    /** Output of evaluation graphs: {@code [N, classes]}. */
    static final String LOGITS = "logits";

    /** Name of the training graph for a batch of this size. */
    static String train(int batch) {
        return "train/" + batch;
    }

    /** Name of the evaluation graph for a batch of this size. */
    static String evaluate(int batch) {
        return "evaluate/" + batch;
    }

    /** The variables that an optimizer keeps for parameters. */
    static List<Variable> slots(Optimizer optimizer, List<Variable> parameters, ElementType element) {
        GraphBuilder b = new GraphBuilder("slots");
        Value rate = b.input(LEARNING_RATE, TensorType.scalar(element));
        Value step = b.input(STEP, TensorType.scalar(element));
        Map<String, DeclaredVariable> slots = new LinkedHashMap<>();
        for (Variable parameter : parameters) {
            Value gradient = b.input("gradient/" + parameter.name(), parameter.type());
            new ParameterRule(b, parameter, rate, step, slots).apply(optimizer, b.read(parameter), gradient);
        }
        return slots.values().stream().map(DeclaredVariable::variable).toList();
    }

    /** Builds programs of one model on images of one shape. */
    record Factory(Model model, Shape image, int classes, ElementType element) {
        /** A program that trains and evaluates. */
        TrainingProgram build(Optimizer optimizer, SortedSet<Integer> trainSizes, SortedSet<Integer> evalSizes) {
            Map<String, DeclaredVariable> variables = new LinkedHashMap<>();
            List<Graph> graphs = new ArrayList<>();
            trainSizes.forEach(size -> graphs.add(trainGraph(optimizer, size, variables)));
            evalSizes.forEach(size -> graphs.add(evalGraph(size, variables)));
            return program(variables, graphs);
        }

        /** A program that only evaluates. */
        TrainingProgram build(SortedSet<Integer> evalSizes) {
            Map<String, DeclaredVariable> variables = new LinkedHashMap<>();
            List<Graph> graphs = new ArrayList<>();
            evalSizes.forEach(size -> graphs.add(evalGraph(size, variables)));
            return program(variables, graphs);
        }

        private static TrainingProgram program(Map<String, DeclaredVariable> variables, List<Graph> graphs) {
            List<DeclaredVariable> declared = List.copyOf(variables.values());
            List<Graph> simplified =
                    graphs.stream().map(Transformations::simplify).toList();
            return new TrainingProgram(
                    new Program(
                            declared.stream().map(DeclaredVariable::variable).toList(), simplified),
                    declared);
        }

        private Graph trainGraph(Optimizer optimizer, int batch, Map<String, DeclaredVariable> variables) {
            GraphBuilder b = new GraphBuilder(train(batch));
            Lowered lowered = lower(b, batch, true, variables);
            Value[] loss = new Value[1];
            b.inScope("loss", () -> loss[0] = loss(b, lowered, labels(b, batch)));
            b.output(LOSS, loss[0]);
            List<Variable> parameters = lowered.variables().stream()
                    .map(DeclaredVariable::variable)
                    .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                    .toList();
            List<Value> values = parameters.stream().map(b::read).toList();
            List<Value> gradients = Autodiff.gradients(b, loss[0], values);
            Value rate = b.input(LEARNING_RATE, TensorType.scalar(element));
            Value step = b.input(STEP, TensorType.scalar(element));
            for (int i = 0; i < parameters.size(); i++) {
                ParameterRule rule = new ParameterRule(b, parameters.get(i), rate, step, variables);
                Value value = values.get(i);
                Value gradient = gradients.get(i);
                b.inScope("update/" + parameters.get(i).name(), () -> rule.apply(optimizer, value, gradient));
            }
            lowered.updates().forEach(b::update);
            return b.build();
        }

        /** That of the network's output, and of its further outputs by their weights. */
        private static Value loss(GraphBuilder b, Lowered lowered, Value labels) {
            Value sum = b.mean(b.softmaxCrossEntropy(lowered.output(), labels));
            for (WeightedOutput further : lowered.auxiliary()) {
                sum = b.add(sum, b.scale(b.mean(b.softmaxCrossEntropy(further.value(), labels)), further.weight()));
            }
            return sum;
        }

        private Graph evalGraph(int batch, Map<String, DeclaredVariable> variables) {
            GraphBuilder b = new GraphBuilder(evaluate(batch));
            Lowered lowered = lower(b, batch, false, variables);
            b.output(LOGITS, lowered.output());
            b.inScope("loss", () -> b.output(LOSSES, b.softmaxCrossEntropy(lowered.output(), labels(b, batch))));
            return b.build();
        }

        private Lowered lower(GraphBuilder b, int batch, boolean training, Map<String, DeclaredVariable> variables) {
            TensorType type =
                    new TensorType(ElementType.FLOAT32, Shape.of(batch).concat(image));
            Value images = b.cast(b.input(IMAGES, type), element);
            Lowered lowered = model.lower(b, images, training);
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
            return b.input(LABELS, TensorType.of(ElementType.INT32, batch));
        }
    }

    /** What the optimizer sees of one parameter. */
    private static final class ParameterRule implements UpdateRule {
        private final GraphBuilder builder;
        private final Variable parameter;
        private final Value learningRate;
        private final Value step;
        private final Map<String, DeclaredVariable> variables;
        private final Map<Value, Variable> slots = new LinkedHashMap<>();

        ParameterRule(
                GraphBuilder builder,
                Variable parameter,
                Value learningRate,
                Value step,
                Map<String, DeclaredVariable> variables) {
            this.builder = builder;
            this.parameter = parameter;
            this.learningRate = learningRate;
            this.step = step;
            this.variables = variables;
        }

        void apply(Optimizer optimizer, Value value, Value gradient) {
            builder.update(parameter, optimizer.update(this, value, gradient));
        }

        @Override
        public GraphBuilder graph() {
            return builder;
        }

        @Override
        public Value learningRate() {
            return learningRate;
        }

        @Override
        public Value step() {
            return step;
        }

        @Override
        public Value slot(String name, double initial) {
            Variable slot = new Variable(parameter.name() + "#" + name, parameter.type(), Variable.Role.SLOT);
            variables.putIfAbsent(slot.name(), new DeclaredVariable(slot, Initialization.constant(initial)));
            Value value = builder.read(slot);
            slots.put(value, slot);
            return value;
        }

        @Override
        public void update(Value slot, Value next) {
            Variable variable = slots.get(slot);
            if (variable == null) {
                throw new IllegalArgumentException("optimizer: update takes a value that slot() gave, but got " + slot
                        + " for parameter \"" + parameter.name() + "\". Declare it by slot first.");
            }
            builder.update(variable, next);
        }
    }
}
