package org.neocog.experiment;

import org.neocog.config.MappingNode;

/**
 * A length of training: {@code {epochs: 12}} or {@code {steps: 500}}.
 *
 * @param amount how many, at least 1
 * @param unit of what
 */
public record Span(long amount, Unit unit) {
    /** Returns the span as a config writes it. */
    public MappingNode toNode() {
        return MappingNode.of(unit == Unit.EPOCH ? "epochs" : "steps", amount);
    }

    /** Returns for example {@code 12 epochs}. */
    @Override
    public String toString() {
        return amount + (unit == Unit.EPOCH ? " epoch" : " step") + (amount == 1 ? "" : "s");
    }
}
