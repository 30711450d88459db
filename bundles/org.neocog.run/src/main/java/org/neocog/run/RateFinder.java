package org.neocog.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Executable;
import org.neocog.backend.Snapshot;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;

/** Does the steps of a range test of the learning rate, and reads its curve. Threading: one thread. */
final class RateFinder {
    /** The loss has diverged when it is so many times its least. */
    private static final double DIVERGED = 4;
    /** Neighbours on each side that the smoothed loss takes in, as a share of all steps. */
    private static final double NEIGHBOURS = 0.05;
    /** A fall of the smoothed loss below this share of it, or below so many of its standard errors, is noise. */
    private static final double LEAST_FALL = 0.1;

    private static final double LEAST_ERRORS = 4;

    private static final int FEWEST_SAMPLES = 5;

    private final Resolution resolution;
    private final RateSearch.Options options;

    RateFinder(Resolution resolution, RateSearch.Options options) {
        this.resolution = resolution;
        this.options = options;
    }

    RateSearch find(Consumer<RateSearch.Sample> progress) {
        List<RateSearch.Sample> samples = new ArrayList<>();
        boolean diverged = sweep(samples, progress);
        return read(resolution.settings().name(), resolution.backend().name(), samples, options.steps(), diverged);
    }

    /** Does the steps; true if the loss diverged. */
    private boolean sweep(List<RateSearch.Sample> samples, Consumer<RateSearch.Sample> progress) {
        RunSettings settings = resolution.settings();
        try (BufferAllocator allocator =
                        NeocogAllocators.root("find learning-rate " + settings.name(), Long.MAX_VALUE);
                Executable executable = resolution.compile(allocator);
                Loader loader = Trainer.loader(resolution.train(), settings.seed(), allocator);
                StepRunner steps = new StepRunner(resolution.program(), settings, executable, allocator)) {
            try (Snapshot state = FirstState.of(resolution, allocator)) {
                executable.restore(state);
            }
            Batches batches = new Batches.Loaded(loader);
            double keep = 1 - 1 / (1 + NEIGHBOURS * options.steps());
            double average = 0;
            double least = Double.POSITIVE_INFINITY;
            int epoch = 0;
            loader.epoch(epoch, 0);
            for (int i = 0; i < options.steps(); i++) {
                ImageBatch batch = batches.next();
                if (batch == null) {
                    loader.epoch(++epoch, 0);
                    batch = Objects.requireNonNull(batches.next(), "an epoch has a batch");
                }
                double rate = rate(i);
                steps.step(batch, batches, i, rate, null);
                average = keep * average + (1 - keep) * steps.loss();
                double smoothed = average / (1 - Math.pow(keep, i + 1));
                RateSearch.Sample sample = new RateSearch.Sample(i + 1, rate, steps.loss(), smoothed);
                samples.add(sample);
                progress.accept(sample);
                if (!(smoothed <= DIVERGED * Math.min(least, smoothed))) { // not finite, too
                    return true;
                }
                least = Math.min(least, smoothed);
            }
            return false;
        }
    }

    private double rate(int i) {
        return options.from() * Math.pow(options.to() / options.from(), (double) i / (options.steps() - 1));
    }

    /**
     * What a curve says.
     *
     * @param steps how many there would have been
     * @throws RunException if the loss falls at no rate
     */
    static RateSearch read(String name, String backend, List<RateSearch.Sample> samples, int steps, boolean diverged) {
        List<RateSearch.Sample> finite = samples.stream()
                .filter(sample -> Double.isFinite(sample.loss()))
                .toList();
        if (finite.size() < FEWEST_SAMPLES) {
            throw new RunException("find learning-rate: the loss must stay finite for " + FEWEST_SAMPLES
                    + " steps, but diverged after " + finite.size() + ", at rate="
                    + samples.get(samples.size() - 1).rate() + ". Begin with a lower --from, or check the data.");
        }
        int neighbours = (int) Math.max(1, Math.round(NEIGHBOURS * steps));
        double[] smoothed = smoothed(finite, neighbours);
        int lowest = 0;
        for (int i = 1; i < smoothed.length; i++) {
            lowest = smoothed[i] < smoothed[lowest] ? i : lowest;
        }
        double noise = noise(finite, smoothed, lowest) / Math.sqrt(1 + neighbours);
        if (smoothed[0] - smoothed[lowest] < Math.max(LEAST_FALL * smoothed[0], LEAST_ERRORS * noise)) {
            throw new RunException("find learning-rate: the loss must fall at some rate, but first=" + smoothed[0]
                    + ", least=" + smoothed[lowest] + " from rate="
                    + finite.get(0).rate() + " to rate="
                    + finite.get(finite.size() - 1).rate()
                    + ". Widen --from and --to, raise --steps, or check the data.");
        }
        int steepest = steepest(smoothed, lowest);
        List<RateSearch.Sample> told = new ArrayList<>();
        for (int i = 0; i < finite.size(); i++) {
            RateSearch.Sample sample = finite.get(i);
            told.add(new RateSearch.Sample(sample.step(), sample.rate(), sample.loss(), smoothed[i]));
        }
        double fastest = finite.get(steepest).rate();
        double last = finite.get(lowest).rate();
        return new RateSearch(name, backend, told, diverged, fastest, Math.sqrt(fastest * last), last);
    }

    /** Where the curve falls the most before its lowest point; rates are evenly spread on a logarithmic axis. */
    private static int steepest(double[] smoothed, int lowest) {
        int best = 0;
        double most = 0;
        for (int i = 0; i <= lowest; i++) {
            int before = Math.max(0, i - 1);
            int after = Math.min(lowest, i + 1);
            double fall = (smoothed[before] - smoothed[after]) / Math.max(1, after - before);
            if (fall > most) {
                most = fall;
                best = i;
            }
        }
        return best;
    }

    /** How far losses lie from the smoothed curve, up to its lowest point: the root of the mean square. */
    private static double noise(List<RateSearch.Sample> samples, double[] smoothed, int lowest) {
        double sum = 0;
        for (int i = 0; i <= lowest; i++) {
            double apart = samples.get(i).loss() - smoothed[i];
            sum += apart * apart;
        }
        return Math.sqrt(sum / (lowest + 1));
    }

    private static double[] smoothed(List<RateSearch.Sample> samples, int neighbours) {
        double[] means = new double[samples.size()];
        for (int i = 0; i < means.length; i++) {
            double sum = 0;
            double weights = 0;
            for (int k = -neighbours; k <= neighbours; k++) {
                if (i + k >= 0 && i + k < means.length) {
                    double weight = neighbours + 1 - Math.abs(k);
                    sum += weight * samples.get(i + k).loss();
                    weights += weight;
                }
            }
            means[i] = sum / weights;
        }
        return means;
    }
}
