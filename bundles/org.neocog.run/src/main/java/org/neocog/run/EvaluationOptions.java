package org.neocog.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What an evaluation does otherwise than the experiment says.
 *
 * @param split part of the dataset to evaluate, or empty for that of {@code data.eval}
 * @param backend the only backend to use, or empty for the experiment's preference
 * @param logits safetensors file to write the outputs of the last layer to, or empty for none: tensor {@code logits}, float32
 *     {@code [examples, classes]}, in the dataset's order
 * @param average whether a run's averaged weights are evaluated in place of the last ones
 * @param predictions Arrow file to write index, label, prediction and logits of each example to, or empty for none
 * @param topK for which k to tell how often the label is among the k greatest logits; each at least 1
 * @param best whether a run's best checkpoint is evaluated in place of the last one
 */
public record EvaluationOptions(
        Optional<String> split,
        Optional<String> backend,
        Optional<Path> logits,
        boolean average,
        boolean best,
        Optional<Path> predictions,
        List<Integer> topK) {
    /** All as the experiment says. */
    public static final EvaluationOptions NONE =
            new EvaluationOptions(Optional.empty(), Optional.empty(), Optional.empty());

    /** The last weights. */
    public EvaluationOptions(Optional<String> split, Optional<String> backend, Optional<Path> logits) {
        this(split, backend, logits, false, false);
    }

    /** Without a file of predictions, and with the usual shares of labels among the greatest logits. */
    public EvaluationOptions(
            Optional<String> split, Optional<String> backend, Optional<Path> logits, boolean average, boolean best) {
        this(split, backend, logits, average, best, Optional.empty(), List.of(1, 5));
    }
}
