package org.neocog.console;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.run.BatchSearch;
import org.neocog.run.Finders;
import org.neocog.run.RateSearch;
import org.neocog.tensor.Shape;

/** Writes down what it is asked; finds a curve of ten rates that falls from 2 to 0.5 and rises again, and room for 24 images. */
final class FakeFinders implements Finders {
    final List<String> calls = new ArrayList<>();

    @Nullable
    RuntimeException failure;

    @Override
    public RateSearch learningRate(
            Experiment experiment, RateSearch.Options options, Consumer<RateSearch.Sample> progress) {
        calls.add("learning-rate " + experiment.name() + " " + options);
        if (failure != null) {
            throw failure;
        }
        double[] losses = {2, 2, 1.9, 1.5, 0.8, 0.6, 0.5, 0.7, 3, 9};
        List<RateSearch.Sample> samples = new ArrayList<>();
        for (int i = 0; i < losses.length; i++) {
            RateSearch.Sample sample = new RateSearch.Sample(i + 1, Math.pow(10, i - 7), losses[i], losses[i]);
            samples.add(sample);
            progress.accept(sample);
        }
        return new RateSearch(experiment.name(), "reference", samples, true, 1e-4, Math.sqrt(1e-4 * 1e-1), 1e-1);
    }

    @Override
    public BatchSearch batchSize(Experiment experiment, BatchSearch.Options options, Consumer<String> progress) {
        calls.add("batch-size " + experiment.name() + " " + options);
        progress.accept("batch 16");
        BatchSearch.Trial sixteen = new BatchSearch.Trial(16, true, 2048, 0.01, "");
        BatchSearch.Trial more = new BatchSearch.Trial(24, true, 3072, 0.02, "");
        return new BatchSearch(
                experiment.name(),
                Shape.of(1, 28, 28),
                "reference",
                4096,
                List.of(sixteen, more, new BatchSearch.Trial(32, false, 0, Double.NaN, "there is no room.")),
                more,
                sixteen);
    }
}
