package org.neocog.run;

import com.google.gson.JsonObject;
import java.util.LinkedHashMap;
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
 */
record Checkpoint(long step, int epoch, long batch, double lossSum, long examples, double seconds) {
    static final Checkpoint START = new Checkpoint(0, 0, 0, 0, 0, 0);

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("step", step);
        map.put("epoch", epoch);
        map.put("batch", batch);
        map.put("lossSum", lossSum);
        map.put("examples", examples);
        map.put("seconds", seconds);
        return map;
    }

    static Checkpoint of(JsonObject json) {
        return new Checkpoint(
                json.get("step").getAsLong(),
                json.get("epoch").getAsInt(),
                json.get("batch").getAsLong(),
                json.get("lossSum").getAsDouble(),
                json.get("examples").getAsLong(),
                json.get("seconds").getAsDouble());
    }
}
