package org.neocog.console;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog plot RUN... -o out.png}. */
@Command(name = "plot", description = "Draws loss, accuracy and learning rate of runs over their steps as a PNG image.")
final class PlotCommand implements Action {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 300;
    /** More points than columns can't be seen. */
    private static final int POINTS = 800;

    @Parameters(paramLabel = "RUN", arity = "1..*", description = "The run folders.")
    List<Path> runs = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.png",
            required = true,
            description = "The image to write.")
    Path output = Path.of("");

    @Override
    public Outcome run(Console console) {
        Chart loss = new Chart("loss");
        Chart accuracy = new Chart("accuracy");
        Chart rate = new Chart("learning rate");
        int style = 0;
        for (Path run : runs) {
            RunRecord record = RunRecord.read(console.path(run), console);
            loss.add(record.name(), style, averaged(record.steps(), "loss"));
            loss.add("eval", style + 1, points(record.epochs(), "eval.loss"));
            accuracy.add(record.name(), style + 1, points(record.epochs(), "eval.accuracy"));
            rate.add(record.name(), style, points(record.steps(), "learningRate"));
            style += 2;
        }
        List<Chart> charts = List.of(loss, accuracy, rate).stream()
                .filter(chart -> !chart.isEmpty())
                .toList();
        if (charts.isEmpty()) {
            return Failures.usage("plot: the runs must have measured something, but none has a line in metrics.jsonl."
                    + " Give other runs.");
        }
        PngImage image = new PngImage(WIDTH, HEIGHT * charts.size());
        for (int i = 0; i < charts.size(); i++) {
            charts.get(i).draw(image, 0, i * HEIGHT, WIDTH, HEIGHT);
        }
        image.save("plot", console.path(output));
        return Outcome.done(
                console.shown(console.path(output)) + "\n",
                Map.of("file", console.path(output).toString(), "charts", charts.size()));
    }

    private static List<double[]> points(List<JsonObject> lines, String metric) {
        return lines.stream()
                .map(line -> new double[] {RunRecord.number(line, "step"), RunRecord.number(line, metric)})
                .toList();
    }

    /** At most so many points: each the mean over neighbours. */
    private static List<double[]> averaged(List<JsonObject> lines, String metric) {
        List<double[]> all = points(lines, metric);
        int group = (all.size() + POINTS - 1) / POINTS;
        List<double[]> means = new ArrayList<>();
        for (int start = 0; group > 0 && start < all.size(); start += group) {
            List<double[]> part = all.subList(start, Math.min(all.size(), start + group));
            means.add(new double[] {
                part.get(part.size() - 1)[0],
                part.stream().mapToDouble(p -> p[1]).average().orElse(Double.NaN)
            });
        }
        return means;
    }
}
