package org.neocog.run;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neocog.optimizer.EpochMetric;

/** What was measured of one epoch; NaN where there was no evaluation. Checkpoints keep it of all epochs. */
record EpochResult(double trainLoss, double evalLoss, double evalAccuracy) {
    static EpochResult of(double trainLoss, @Nullable Metrics eval) {
        return new EpochResult(
                trainLoss, eval == null ? Double.NaN : eval.loss(), eval == null ? Double.NaN : eval.accuracy());
    }

    double value(EpochMetric metric) {
        return switch (metric) {
            case TRAIN_LOSS -> trainLoss;
            case EVAL_LOSS -> evalLoss;
            case EVAL_ACCURACY -> evalAccuracy;
        };
    }

    /** Three numbers each, as JSON holds them. */
    static List<List<Double>> toJson(List<EpochResult> epochs) {
        return epochs.stream()
                .map(epoch -> Stream.of(epoch.trainLoss, epoch.evalLoss, epoch.evalAccuracy)
                        .toList())
                .toList();
    }

    static List<EpochResult> ofJson(JsonArray array) {
        List<EpochResult> epochs = new ArrayList<>();
        for (JsonElement element : array) {
            JsonArray values = element.getAsJsonArray();
            epochs.add(new EpochResult(
                    Json.number(values.get(0)), Json.number(values.get(1)), Json.number(values.get(2))));
        }
        return epochs;
    }

    /** Epochs since the best one; 0 if the last one is. */
    static int sinceBest(List<EpochResult> epochs, EpochMetric metric, double threshold) {
        double best = Double.NaN;
        int since = 0;
        for (EpochResult epoch : epochs) {
            boolean better = metric.isBetter(epoch.value(metric), best, threshold);
            best = better ? epoch.value(metric) : best;
            since = better ? 0 : since + 1;
        }
        return since;
    }
}
