package org.neocog.console;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.run.BatchSearch;
import org.neocog.run.BatchSearch.Trial;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code neocog find batch-size CONFIG}. */
@Command(
        name = "batch-size",
        description =
                "Tries batch sizes on images of noise: which is the largest that fits into the memory, and which trains"
                        + " the most images a second.")
final class FindBatchSizeCommand implements Action {
    @Mixin
    FindOptions options = new FindOptions();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            description =
                    "What the program may take, such as 512M or 8G; nine tenths of what the device has left if absent.")
    @Nullable
    String memory;

    @Option(
            names = "--largest",
            paramLabel = "N",
            defaultValue = "4096",
            description = "The largest batch to try; ${DEFAULT-VALUE} if absent.")
    int largest = 4096;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "1",
            description = "Measure each size for N seconds, a step at least; ${DEFAULT-VALUE} if absent.")
    double seconds = 1;

    @Override
    public Outcome run(Console console) {
        if (!(seconds >= 0 && seconds <= 3600) || largest < 1) {
            return Failures.usage("find: --seconds must be from 0 to 3600 and --largest at least 1, but seconds="
                    + seconds + ", largest=" + largest + ". Change them.");
        }
        OptionalLong limit = memory == null ? OptionalLong.empty() : Numbers.bytesOf(memory);
        if (memory != null && limit.isEmpty()) {
            return Failures.usage(
                    "find: --memory must be a number of bytes above 0, with K, M or G for their multiples, but is \""
                            + memory + "\". Write 8G.");
        }
        Experiment read = options.read(console);
        BatchSearch.Options search = new BatchSearch.Options(
                limit.isEmpty() ? Optional.empty() : Optional.of(limit.getAsLong()),
                largest,
                seconds,
                options.backend());
        BatchSearch found = console.services()
                .finders()
                .batchSize(read, search, text -> console.err().println(text));
        return Outcome.done(text(found), json(found));
    }

    private String text(BatchSearch found) {
        Table table = new Table("batch>", "memory>", "ms/step>", "images/s>", "");
        for (Trial trial : found.trials()) {
            String mark = trial.equals(found.fastest()) ? "fastest" : "";
            String most = trial.equals(found.largest()) ? "largest" : "";
            table.row(
                    Integer.toString(trial.batch()),
                    trial.memoryBytes() > 0 ? Numbers.bytes(trial.memoryBytes()) : "-",
                    trial.fits() ? String.format(Locale.ROOT, "%.1f", 1e3 * trial.stepSeconds()) : "-",
                    Numbers.ratio(trial.imagesPerSecond()),
                    trial.fits() ? mark + (mark.isEmpty() || most.isEmpty() ? "" : ", ") + most : "does not fit");
        }
        int batch = found.largest().batch();
        return found.name() + " on " + found.backend() + ", at most " + Numbers.bytes(found.memoryLimit()) + "\n\n"
                + table
                + "\ndata.train.batch=" + found.fastest().batch() + "   trains the most images a second\n"
                + "data.train.batch=" + batch + "   the largest that "
                + (batch == largest ? "was to be tried: a higher --largest may fit as well" : "fits") + "\n";
    }

    private static Map<String, Object> json(BatchSearch found) {
        Map<String, Object> suggested = new LinkedHashMap<>();
        suggested.put("fastest", found.fastest().batch());
        suggested.put("largest", found.largest().batch());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", found.name());
        json.put("backend", found.backend());
        json.put("input", found.input().dims());
        json.put("memoryLimit", found.memoryLimit());
        json.put("batch", suggested);
        json.put(
                "trials",
                found.trials().stream().map(FindBatchSizeCommand::json).toList());
        return json;
    }

    private static Map<String, Object> json(Trial trial) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("batch", trial.batch());
        json.put("fits", trial.fits());
        json.put("memoryBytes", trial.memoryBytes());
        json.put("stepSeconds", trial.stepSeconds());
        json.put("imagesPerSecond", trial.imagesPerSecond());
        json.put("reason", trial.reason());
        return json;
    }
}
