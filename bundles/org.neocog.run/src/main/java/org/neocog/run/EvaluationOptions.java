package org.neocog.run;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an evaluation does otherwise than the experiment says.
 *
 * @param split part of the dataset to evaluate, or empty for that of {@code data.eval}
 * @param backend the only backend to use, or empty for the experiment's preference
 * @param logits safetensors file to write the outputs of the last layer to, or empty for none: tensor {@code logits}, float32
 *     {@code [examples, classes]}, in the dataset's order
 * @param average whether a run's averaged weights are evaluated in place of the last ones
 * @param best whether a run's best checkpoint is evaluated in place of the last one
 */
public record EvaluationOptions(
        Optional<String> split, Optional<String> backend, Optional<Path> logits, boolean average, boolean best) {
    /** All as the experiment says. */
    public static final EvaluationOptions NONE =
            new EvaluationOptions(Optional.empty(), Optional.empty(), Optional.empty());

    /** The last weights. */
    public EvaluationOptions(Optional<String> split, Optional<String> backend, Optional<Path> logits) {
        this(split, backend, logits, false, false);
    }
}
