package org.neocog.experiment;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.neocog.optimizer.EpochMetric;

/**
 * Section {@code checkpoint}: when the state is saved.
 *
 * @param every the distances of two checkpoints
 * @param keep how many of the newest stay, at least 1
 * @param best by what metric the best one stays as well; empty for none
 */
public record CheckpointSection(Every every, int keep, Optional<EpochMetric> best) {
    /** Each that is there causes a checkpoint by itself. */
    public record Every(OptionalLong epochs, OptionalLong steps, OptionalDouble seconds) {
        /** After so many epochs or steps alone. */
        public static Every of(Span span) {
            OptionalLong amount = OptionalLong.of(span.amount());
            return span.unit() == Unit.EPOCH
                    ? new Every(amount, OptionalLong.empty(), OptionalDouble.empty())
                    : new Every(OptionalLong.empty(), amount, OptionalDouble.empty());
        }
    }

    /** The newest ones, at a distance. */
    public CheckpointSection(Span every, int keep) {
        this(Every.of(every), keep, Optional.empty());
    }
}
