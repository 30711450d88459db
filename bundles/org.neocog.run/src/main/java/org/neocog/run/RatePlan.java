package org.neocog.run;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.neocog.config.ConfigException;
import org.neocog.dataset.Dataset;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.Unit;

/** The learning rate over a run that is not there yet. */
final class RatePlan {
    private static final int SAMPLES = 100;
    /** Stands for the steps of an epoch where it makes no difference how many they are. */
    private static final long ANY = 1000;

    private RatePlan() {}

    static List<Plan.RateSample> of(Experiment experiment, PlugIns plugIns, double base) {
        Unit length = experiment.train().length().unit();
        boolean mixed = length != experiment.schedule().unit();
        OptionalLong perEpoch = mixed ? stepsPerEpoch(experiment, plugIns) : OptionalLong.empty();
        if (mixed && perEpoch.isEmpty()) {
            return List.of();
        }
        long steps = perEpoch.orElse(ANY);
        RunSettings settings = RunSettings.of(experiment);
        long total = length == Unit.EPOCH
                ? settings.train().length().amount() * steps
                : settings.train().length().amount();
        LearningRate rate = new LearningRate(base, plugIns.schedule(experiment), experiment.schedule(), steps, total);
        List<Plan.RateSample> samples = new ArrayList<>();
        long last = -1;
        for (int i = 0; i <= SAMPLES; i++) {
            long step = Math.round((total - 1) * (double) i / SAMPLES);
            if (step != last) {
                boolean knowsSteps = perEpoch.isPresent() || length == Unit.STEP;
                boolean knowsEpochs = perEpoch.isPresent() || length == Unit.EPOCH;
                samples.add(new Plan.RateSample(
                        knowsSteps ? step : -1, knowsEpochs ? (double) step / steps : Double.NaN, rate.at(step)));
            }
            last = step;
        }
        return samples;
    }

    private static OptionalLong stepsPerEpoch(Experiment experiment, PlugIns plugIns) {
        DataSource source = experiment.data().train();
        try (Dataset dataset = plugIns.dataset(source)) {
            long size = plugIns.pipeline(source, dataset).size();
            long batches = (size + source.batch() - 1) / source.batch();
            return OptionalLong.of(RunSettings.of(experiment).stepsPerEpoch(batches));
        } catch (ConfigException e) {
            return OptionalLong.empty(); // a plan does without the data
        }
    }
}
