package org.neocog.run;

import java.util.List;
import org.neocog.architecture.Model.Lowered;
import org.neocog.architecture.Model.WeightedOutput;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.LossSection;
import org.neocog.graph.ConstantData;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * What training minimizes: the mean over the batch of
 *
 * <pre>
 * l(n) = (1 - s) cross entropy of the label + s mean over the classes of -log softmax
 * </pre>
 *
 * <p>with label smoothing s; with class weights w the sum of {@code w(label(n)) l(n)} over the sum of {@code w(label(n))}. Where an example is a
 * mixture of two labels, each of {@code l}, {@code w l} and {@code w} is the mean of both by their shares. Auxiliary outputs add theirs by their
 * weights.
 *
 * <p>Source: C. Szegedy and others, "Rethinking the Inception architecture for computer vision", CVPR 2016, section 7, for label smoothing.
 */
record Objective(double labelSmoothing, List<Double> classWeights) {
    static Objective of(LossSection section, int classes) {
        int given = section.classWeights().size();
        if (given != 0 && given != classes) {
            throw new ConfigException(
                    Location.origin("loss.class-weights"),
                    "must hold one number per class, but numbers=" + given + ", classes=" + classes
                            + ". Add or take out some.");
        }
        if (given != 0 && section.classWeights().stream().allMatch(weight -> weight == 0)) {
            throw new ConfigException(
                    Location.origin("loss.class-weights"), "must hold a number above 0, but all are 0. Raise one.");
        }
        return new Objective(section.labelSmoothing(), section.classWeights());
    }

    /** That of the network's output, and of its further outputs by their weights: a scalar. */
    Value loss(GraphBuilder b, Lowered lowered, Targets targets) {
        Value sum = loss(b, lowered.output(), targets);
        for (WeightedOutput further : lowered.auxiliary()) {
            sum = b.add(sum, b.scale(loss(b, further.value(), targets), further.weight()));
        }
        return sum;
    }

    private Value loss(GraphBuilder b, Value logits, Targets targets) {
        if (classWeights.isEmpty()) {
            return b.mean(targets.mean(b, labels -> each(b, logits, labels)));
        }
        Value all = constant(b, logits.element());
        Value weighed = targets.mean(b, labels -> b.multiply(each(b, logits, labels), b.gather(all, labels, 0)));
        Value weights = targets.mean(b, labels -> b.gather(all, labels, 0));
        return b.divide(b.reduceSum(weighed, List.of(0)), b.reduceSum(weights, List.of(0)));
    }

    /** {@code l} of each example. */
    private Value each(GraphBuilder b, Value logits, Value labels) {
        Value each = b.softmaxCrossEntropy(logits, labels);
        if (labelSmoothing == 0) {
            return each;
        }
        Value all = b.reduceSum(b.logSoftmax(logits, 1), List.of(1));
        double share = -labelSmoothing / logits.shape().dim(1);
        return b.add(b.scale(each, 1 - labelSmoothing), b.scale(all, share));
    }

    private Value constant(GraphBuilder b, ElementType element) {
        return b.constant(ConstantData.of(
                element,
                Shape.of(classWeights.size()),
                classWeights.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
