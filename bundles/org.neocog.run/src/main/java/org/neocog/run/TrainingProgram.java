package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/**
 * The program of an experiment: for each training batch size a graph with forward pass, loss, gradients and update, for each evaluation
 * batch size one with logits and losses. Where several batches make one step, the training graphs only add up gradients, and one more graph
 * updates. Where weights are averaged, evaluation has graphs that read the averages, too. Built once by {@link ProgramFactory}; afterwards
 * no object of a layer or optimizer bundle is held.
 *
 * @param variables every variable with how it starts, in the program's order
 * @param frozen names of parameters that training leaves as they are
 */
record TrainingProgram(Program program, List<DeclaredVariable> variables, List<String> frozen) {
    /** Input: float32 {@code [N, C, H, W]}. */
    static final String IMAGES = "images";

    /** Input: int32 {@code [N]}. */
    static final String LABELS = "labels";

    /** Input of training graphs where images are mixed: int32 {@code [N]}, the second labels. */
    static final String OTHER_LABELS = "other-labels";

    /** Input of training graphs where images are mixed: float32 {@code [N]}, how much of the target is {@link #LABELS}. */
    static final String SHARES = "shares";

    /** Input of graphs that update: scalar, of the experiment's precision. */
    static final String LEARNING_RATE = "learning-rate";

    /** Input of graphs that update: scalar, number of the step from 1 on. */
    static final String STEP = "step";

    /** Input of {@link #APPLY}: scalar, the number of examples whose gradients were added up. */
    static final String EXAMPLES = "examples";

    /** Output of training graphs: scalar, mean over the batch; those of auxiliary outputs are added by their weights. */
    static final String LOSS = "loss";

    /** Output of evaluation graphs: {@code [N]}. */
    static final String LOSSES = "losses";

    /** Output of evaluation graphs: {@code [N, classes]}. */
    static final String LOGITS = "logits";

    /** Name of the graph that updates with the gradients that were added up. */
    static final String APPLY = "apply";

    /** Name of the training graph for a batch of this size. */
    static String train(int batch) {
        return "train/" + batch;
    }

    /** Name of the evaluation graph for a batch of this size. */
    static String evaluate(int batch) {
        return "evaluate/" + batch;
    }

    /** Name of the evaluation graph with averaged weights for a batch of this size. */
    static String evaluateAverage(int batch) {
        return "evaluate-average/" + batch;
    }

    /** The variables that optimizers keep for parameters that are trained. */
    static List<Variable> slots(ParameterGroups groups, List<Variable> parameters, ElementType element) {
        GraphBuilder b = new GraphBuilder("slots");
        Value rate = b.input(LEARNING_RATE, TensorType.scalar(element));
        Value step = b.input(STEP, TensorType.scalar(element));
        Map<String, DeclaredVariable> slots = new LinkedHashMap<>();
        for (Variable parameter : parameters) {
            if (!groups.isFrozen(parameter.name())) {
                Value gradient = b.input("gradient/" + parameter.name(), parameter.type());
                new ParameterRule(b, parameter, rate, step, slots)
                        .apply(groups.of(parameter.name()), b.read(parameter), gradient);
            }
        }
        return slots.values().stream().map(DeclaredVariable::variable).toList();
    }
}
