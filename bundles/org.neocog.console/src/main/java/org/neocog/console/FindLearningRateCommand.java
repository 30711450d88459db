package org.neocog.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.run.RateSearch;
import org.neocog.run.RateSearch.Sample;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code neocog find learning-rate CONFIG}. */
@Command(
        name = "learning-rate",
        description =
                "Trains for some steps with a rate that rises exponentially until the loss diverges, and suggests rates"
                        + " by what the loss did.")
final class FindLearningRateCommand implements Action {
    private static final int ROWS = 20;
    private static final int WIDEST_CURVE = 60;
    private static final int WIDTH = 900;
    private static final int HEIGHT = 360;

    @Mixin
    FindOptions options = new FindOptions();

    @Option(
            names = "--from",
            paramLabel = "RATE",
            defaultValue = "1e-6",
            description = "The first rate; ${DEFAULT-VALUE} if absent.")
    double from = 1e-6;

    @Option(
            names = "--to",
            paramLabel = "RATE",
            defaultValue = "10",
            description = "The last rate; ${DEFAULT-VALUE} if absent.")
    double to = 10;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "How many steps the rate rises over; ${DEFAULT-VALUE} if absent.")
    int steps = 100;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.png",
            description = "Draw the losses over the rate.")
    @Nullable
    Path output;

    @Override
    public Outcome run(Console console) {
        int fewest = RateSearch.Options.FEWEST_STEPS;
        if (!(from > 0 && to > from && Double.isFinite(to)) || steps < fewest) {
            return Failures.usage("find: --from must be above 0 and below --to, and --steps at least " + fewest
                    + ", but from=" + from + ", to=" + to + ", steps=" + steps + ". Change them.");
        }
        Experiment read = options.read(console);
        int every = Math.max(1, steps / 10);
        RateSearch found = console.services()
                .finders()
                .learningRate(read, new RateSearch.Options(from, to, steps, options.backend()), sample -> {
                    if (sample.step() % every == 0) {
                        console.err()
                                .println("step " + sample.step() + "/" + steps + "  rate "
                                        + Numbers.rounded(sample.rate()) + "  loss " + Numbers.loss(sample.loss()));
                    }
                });
        if (output != null) {
            draw(found).save("find", console.path(output));
        }
        return Outcome.done(text(found), json(found, console));
    }

    private static String text(RateSearch found) {
        List<Sample> samples = found.samples();
        Table table = new Table("step>", "rate>", "loss>", "smoothed>", "");
        int every = Math.max(1, samples.size() / ROWS);
        for (int i = 0; i < samples.size(); i++) {
            Sample sample = samples.get(i);
            String mark = sample.rate() == found.steepest()
                    ? "falls the fastest"
                    : sample.rate() == found.lowest() ? "lowest" : "";
            if (i % every == 0 || i == samples.size() - 1 || !mark.isEmpty()) {
                table.row(
                        Integer.toString(sample.step()),
                        Numbers.rounded(sample.rate()),
                        Numbers.loss(sample.loss()),
                        Numbers.loss(sample.smoothed()),
                        mark);
            }
        }
        List<Double> curve = samples.stream().map(Sample::smoothed).toList();
        return table + "\nsmoothed loss  " + Sparkline.of(curve, WIDEST_CURVE) + "\n"
                + (found.diverged()
                        ? "The loss diverged above "
                                + Numbers.rounded(
                                        samples.get(samples.size() - 1).rate()) + ".\n"
                        : "The loss did not diverge: a higher --to may show more.\n")
                + "\noptimizer.learning-rate=" + Numbers.rounded(found.steepest())
                + "   where the loss falls the fastest\n"
                + "optimizer.learning-rate=" + Numbers.rounded(found.safe())
                + "   the largest that is safe: half-way to where it no longer falls\n";
    }

    private static PngImage draw(RateSearch found) {
        Chart chart = new Chart("loss over log10 of the learning rate");
        chart.add("loss", 7, points(found, Sample::loss));
        chart.add("smoothed", 0, points(found, Sample::smoothed));
        PngImage image = new PngImage(WIDTH, HEIGHT);
        chart.draw(image, 0, 0, WIDTH, HEIGHT);
        return image;
    }

    /** Points by what the loss becomes; what rises far above where it began would flatten the rest. */
    private static List<double[]> points(RateSearch found, ToDoubleFunction<Sample> loss) {
        double most = 2 * found.samples().get(0).smoothed();
        List<double[]> points = new ArrayList<>();
        for (Sample sample : found.samples()) {
            points.add(new double[] {Math.log10(sample.rate()), Math.min(most, loss.applyAsDouble(sample))});
        }
        return points;
    }

    private Map<String, Object> json(RateSearch found, Console console) {
        Map<String, Object> suggested = new LinkedHashMap<>();
        suggested.put("steepest", found.steepest());
        suggested.put("safe", found.safe());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", found.name());
        json.put("backend", found.backend());
        json.put("learningRate", suggested);
        json.put("lowest", found.lowest());
        json.put("diverged", found.diverged());
        json.put(
                "samples",
                found.samples().stream().map(FindLearningRateCommand::json).toList());
        if (output != null) {
            json.put("file", console.path(output).toString());
        }
        return json;
    }

    private static Map<String, Object> json(Sample sample) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("step", sample.step());
        json.put("rate", sample.rate());
        json.put("loss", sample.loss());
        json.put("smoothed", sample.smoothed());
        return json;
    }
}
