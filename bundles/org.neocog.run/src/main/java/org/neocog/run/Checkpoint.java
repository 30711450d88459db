package org.neocog.run;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a run stands: what the JSON file beside a checkpoint's tensors holds.
 *
 * @param step steps done in all
 * @param epoch epochs done
 * @param batch batches done of the epoch after them
 * @param lossSum sum of the losses of that epoch's examples so far
 * @param examples number of those examples
 * @param seconds time that the run has taken so far
 * @param guard what the guards know
 * @param epochs what was measured of each epoch
 */
record Checkpoint(
        long step,
        int epoch,
        long batch,
        double lossSum,
        long examples,
        double seconds,
        GuardState guard,
        List<EpochResult> epochs) {
    static final Checkpoint START = new Checkpoint(0, 0, 0, 0, 0, 0);

    Checkpoint {
        epochs = List.copyOf(epochs);
    }

    /** A position of a run that nothing has gone wrong with, in its first epoch. */
    Checkpoint(long step, int epoch, long batch, double lossSum, long examples, double seconds) {
        this(step, epoch, batch, lossSum, examples, seconds, GuardState.START, List.of());
    }

    /** After one more step of some batches. */
    Checkpoint afterStep(double loss, long stepExamples, long batches, GuardState next) {
        return new Checkpoint(
                step + 1,
                epoch,
                batch + batches,
                lossSum + loss * stepExamples,
                examples + stepExamples,
                seconds,
                next,
                epochs);
    }

    /** After the end of the epoch. */
    Checkpoint afterEpoch(EpochResult result) {
        List<EpochResult> all = new java.util.ArrayList<>(epochs);
        all.add(result);
        return new Checkpoint(step, epoch + 1, 0, 0, 0, seconds, guard, all);
    }

    Checkpoint withSeconds(double taken) {
        return new Checkpoint(step, epoch, batch, lossSum, examples, taken, guard, epochs);
    }

    Checkpoint withGuard(GuardState next) {
        return new Checkpoint(step, epoch, batch, lossSum, examples, seconds, next, epochs);
    }

    /** The place in the data of another position, which this one goes on at. */
    Checkpoint passingTo(Checkpoint place, long batches) {
        return new Checkpoint(
                step,
                place.epoch,
                place.batch + batches,
                place.lossSum,
                place.examples,
                place.seconds,
                place.guard,
                place.epochs);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("step", step);
        map.put("epoch", epoch);
        map.put("batch", batch);
        map.put("lossSum", lossSum);
        map.put("examples", examples);
        map.put("seconds", seconds);
        map.put("guard", guard.toMap());
        map.put("epochs", EpochResult.toJson(epochs));
        return map;
    }

    static Checkpoint of(JsonObject json) {
        return new Checkpoint(
                json.get("step").getAsLong(),
                json.get("epoch").getAsInt(),
                json.get("batch").getAsLong(),
                json.get("lossSum").getAsDouble(),
                json.get("examples").getAsLong(),
                json.get("seconds").getAsDouble(),
                json.has("guard") ? GuardState.of(json.getAsJsonObject("guard")) : GuardState.START,
                json.has("epochs") ? EpochResult.ofJson(json.getAsJsonArray("epochs")) : List.of());
    }
}
