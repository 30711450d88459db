package org.neocog.run;

import java.util.List;
import java.util.Optional;
import org.neocog.tensor.Shape;

/**
 * Batch sizes of a training that were tried.
 *
 * @param name of the experiment
 * @param input shape of one image
 * @param memoryLimit bytes that a program may take, variables and outputs included
 * @param trials by batch size, the smallest first
 * @param largest the greatest batch size that was tried and fits; between it and the next that does not, an eighth at most was left untried
 * @param fastest the least batch size whose images per second come within two percent of the best
 */
public record BatchSearch(
        String name, Shape input, String backend, long memoryLimit, List<Trial> trials, Trial largest, Trial fastest) {
    public BatchSearch {
        trials = List.copyOf(trials);
    }

    /**
     * What to try.
     *
     * @param memoryLimit bytes; empty for nine tenths of what the device, and for a processor the machine, has left
     * @param largest greatest batch size to try, at least 1
     * @param seconds how long steps of each size are measured; at least one step in any case
     * @param backend the only backend to use, or empty for the experiment's preference
     */
    public record Options(Optional<Long> memoryLimit, int largest, double seconds, Optional<String> backend) {}

    /**
     * A batch size.
     *
     * @param fits whether it ran within the limit
     * @param memoryBytes what the program takes; 0 if it is not known, since it does not fit
     * @param stepSeconds median time of a step; NaN if it does not fit
     * @param reason why it does not fit; empty if it does
     */
    public record Trial(int batch, boolean fits, long memoryBytes, double stepSeconds, String reason) {
        /** NaN if it does not fit. */
        public double imagesPerSecond() {
            return batch / stepSeconds;
        }
    }
}
