package org.neocog.run;

import java.util.List;
import org.neocog.experiment.GuardSection;
import org.neocog.experiment.GuardSection.Policy;
import org.neocog.experiment.GuardSection.Spike;
import org.neocog.experiment.GuardSection.Stall;
import org.neocog.optimizer.EpochMetric;

/** Looks whether a training goes wrong, and says what the config wants to be done. Keeps nothing: what it knows is in the position. */
final class Guards {
    private final GuardSection section;

    Guards(GuardSection section) {
        this.section = section;
    }

    /**
     * What is to be done.
     *
     * @param policy {@link Policy#STOP} also where the attempts are used up
     * @param reason what is wrong: {@code the loss must be finite, but step=7, loss=NaN}
     */
    record Verdict(Policy policy, String reason) {}

    /** Judges the loss of a step; null if nothing is wrong. @param step number of the step, from 1 on */
    @org.jspecify.annotations.Nullable
    Verdict afterStep(GuardState state, long step, double loss, double rate) {
        if (!Double.isFinite(loss)) {
            return verdict(
                    state,
                    section.notFinite(),
                    "the loss must be finite, but step=" + step + ", loss=" + loss + ", learningRate=" + rate);
        }
        if (section.spike().isPresent()) {
            Spike spike = section.spike().get();
            if (state.losses() >= spike.window() && loss > spike.factor() * state.meanLoss()) {
                return verdict(
                        state,
                        spike.policy(),
                        "the loss must not exceed " + spike.factor() + " times its mean, but step=" + step + ", loss="
                                + loss + ", mean=" + state.meanLoss() + ", learningRate=" + rate);
            }
        }
        return null;
    }

    private Verdict verdict(GuardState state, Policy policy, String reason) {
        boolean usedUp = policy != Policy.STOP && state.attempts() >= section.attempts();
        return new Verdict(usedUp ? Policy.STOP : policy, usedUp ? reason + ", attempts=" + state.attempts() : reason);
    }

    /** What is known after a loss that nothing is wrong with. */
    GuardState next(GuardState state, double loss) {
        return section.spike().map(spike -> state.with(loss, spike.window())).orElse(state);
    }

    /** Judges the losses of the epochs so far; null if nothing is wrong. */
    @org.jspecify.annotations.Nullable
    Verdict afterEpoch(GuardState state, List<EpochResult> epochs) {
        if (section.stall().isEmpty()) {
            return null;
        }
        Stall stall = section.stall().get();
        List<EpochResult> counted = epochs.subList(Math.min(state.stallFrom(), epochs.size()), epochs.size());
        int since = EpochResult.sinceBest(counted, EpochMetric.TRAIN_LOSS, stall.threshold());
        return since < stall.epochs()
                ? null
                : verdict(
                        state,
                        stall.policy(),
                        "the training loss must become better within " + stall.epochs() + " epochs, but epochs="
                                + epochs.size() + ", loss="
                                + epochs.get(epochs.size() - 1).trainLoss());
    }

    /** Factor of the learning rate where it is lowered. */
    double gamma() {
        return section.gamma();
    }
}
