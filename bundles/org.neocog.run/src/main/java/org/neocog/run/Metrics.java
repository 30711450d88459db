package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Result of an evaluation.
 *
 * @param loss mean over the examples
 * @param accuracy share of examples whose greatest logit is that of the label (the first one of equals)
 * @param top5 share of examples whose label is among the five greatest logits
 * @param errors examples that are not accurate
 */
public record Metrics(double loss, double accuracy, double top5, long errors, long examples) {
    /** As JSON holds it, keys in order. */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("loss", loss);
        map.put("accuracy", accuracy);
        map.put("top5", top5);
        map.put("errors", errors);
        map.put("examples", examples);
        return map;
    }
}
