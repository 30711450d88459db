package org.neocog.run;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the guards of a training know from step to step; part of each checkpoint.
 *
 * @param rateFactor factor of the learning rate by what they have lowered
 * @param attempts how often they have acted
 * @param meanLoss running mean of the losses before
 * @param losses number of losses in it
 * @param stallFrom epoch from which on a stall is counted
 */
record GuardState(double rateFactor, int attempts, double meanLoss, long losses, int stallFrom) {
    static final GuardState START = new GuardState(1, 0, 0, 0, 0);

    /** With one more loss in a mean over about so many. */
    GuardState with(double loss, int window) {
        long counted = Math.min(losses + 1, window);
        return new GuardState(rateFactor, attempts, meanLoss + (loss - meanLoss) / counted, counted, stallFrom);
    }

    /** After one more attempt, with the learning rate lowered by a factor, which may be 1. */
    GuardState acted(double gamma) {
        return new GuardState(rateFactor * gamma, attempts + 1, 0, 0, stallFrom);
    }

    GuardState countingFrom(int epoch) {
        return new GuardState(rateFactor, attempts, meanLoss, losses, epoch);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("rateFactor", rateFactor);
        map.put("attempts", attempts);
        map.put("meanLoss", meanLoss);
        map.put("losses", losses);
        map.put("stallFrom", stallFrom);
        return map;
    }

    static GuardState of(JsonObject json) {
        return new GuardState(
                json.get("rateFactor").getAsDouble(),
                json.get("attempts").getAsInt(),
                json.get("meanLoss").getAsDouble(),
                json.get("losses").getAsLong(),
                json.get("stallFrom").getAsInt());
    }
}
