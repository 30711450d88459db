package org.neocog.console;

import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.SweepSection;
import org.neocog.experiment.Unit;
import org.neocog.optimizer.EpochMetric;
import org.neocog.run.RunException;

/** Runs a sweep round by round and tells what came of each trial. */
final class Sweep {
    private final SweepSection section;
    private final Experiment experiment;
    private final Trials trials;
    private final Path folder;

    Sweep(SweepSection section, Experiment experiment, Trials trials, Path folder) {
        this.section = section;
        this.experiment = experiment;
        this.trials = trials;
        this.folder = folder;
    }

    /**
     * A trial and what came of it so far.
     *
     * @param values the metric by seed, and by fold for each seed; NaN where the run failed
     */
    private record Result(int number, List<String> overrides, long epochs, List<Double> values) {
        double mean() {
            return values.stream().mapToDouble(v -> v).average().orElse(Double.NaN);
        }

        /** Of the sample; NaN for one value. */
        double deviation() {
            if (values.size() < 2) {
                return Double.NaN;
            }
            double mean = mean();
            double sum =
                    values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            return Math.sqrt(sum / (values.size() - 1));
        }
    }

    Outcome run(Console console) {
        if (section.search() == SweepSection.Search.HALVING
                && experiment.train().length().unit() != Unit.EPOCH) {
            return Failures.usage("sweep: halving needs train.epochs, but the config has train.steps. Change it.");
        }
        List<List<String>> overrides = section.trials(experiment.seed());
        keep(overrides);
        Map<Integer, Result> results = new LinkedHashMap<>();
        try {
            if (section.search() == SweepSection.Search.HALVING) {
                halve(overrides, results);
            } else {
                for (int i = 0; i < overrides.size(); i++) {
                    results.put(i + 1, trial(i + 1, overrides.get(i), 0));
                }
            }
        } catch (Trials.Interrupted e) {
            return new Outcome(
                    ExitCode.INTERRUPTED,
                    table(ranked(results)).toString(),
                    "The sweep was interrupted. The same command goes on with it.\n",
                    json(ranked(results)));
        }
        List<Result> ranked = ranked(results);
        return Outcome.done(table(ranked).toString(), json(ranked));
    }

    /** Writes down what the trials are; refuses to go on with others. */
    private void keep(List<List<String>> overrides) {
        Path file = folder.resolve("sweep.json");
        Map<String, Object> begun = new LinkedHashMap<>(); // in the same order in every process
        begun.put("name", experiment.name());
        begun.put("search", section.search().name());
        begun.put("trials", overrides);
        begun.put("seeds", section.seeds());
        if (section.folds() > 1) {
            begun.put("folds", section.folds());
        }
        String text = JsonText.of(begun) + "\n";
        try {
            if (Files.isRegularFile(file)) {
                if (!JsonParser.parseString(Files.readString(file)).equals(JsonParser.parseString(text))) {
                    throw new ConfigException(
                            Location.origin("sweep"),
                            "must have the trials that were begun in " + folder
                                    + ", but has others. Give another --sweep-folder, or change it back.");
                }
                return;
            }
            Files.createDirectories(folder);
            Files.writeString(file, text);
        } catch (IOException | JsonParseException e) {
            throw new RunException("sweep: " + folder + " must be writable, but is not: " + e + ". Check it.", e);
        }
    }

    /** Rounds of successive halving: all trials for few epochs, then the best of them for more. */
    private void halve(List<List<String>> overrides, Map<Integer, Result> results) throws Trials.Interrupted {
        long full = experiment.train().length().amount();
        long epochs = Math.min(section.firstEpochs(), full);
        List<Integer> left = new ArrayList<>();
        for (int i = 1; i <= overrides.size(); i++) {
            left.add(i);
        }
        while (true) {
            for (int number : left) {
                results.put(number, trial(number, overrides.get(number - 1), epochs));
            }
            if (epochs >= full) {
                return;
            }
            int staying = Math.max(1, left.size() / section.eta());
            List<Integer> going = left;
            left = ranked(results).stream()
                    .map(Result::number)
                    .filter(going::contains)
                    .limit(staying)
                    .toList();
            epochs = left.size() == 1 ? full : Math.min(full, epochs * section.eta());
        }
    }

    private Result trial(int number, List<String> overrides, long epochs) throws Trials.Interrupted {
        List<Double> values = new ArrayList<>();
        long done = 0;
        for (long seed : section.seeds()) {
            for (int fold = 1; fold <= section.folds(); fold++) {
                Trials.Fold part = new Trials.Fold(fold, section.folds());
                Optional<RunRecord> record = trials.run(number, overrides, seed, part, epochs);
                List<Double> measured =
                        record.map(run -> run.ofEpochs(path(section.metric()))).orElse(List.of());
                values.add(measured.isEmpty() ? Double.NaN : measured.get(measured.size() - 1));
                done = Math.max(done, measured.size());
            }
        }
        return new Result(number, overrides, done, values);
    }

    private static String path(EpochMetric metric) {
        return switch (metric) {
            case TRAIN_LOSS -> "train.loss";
            case EVAL_LOSS -> "eval.loss";
            case EVAL_ACCURACY -> "eval.accuracy";
        };
    }

    /** Longest trained first, then the best first. */
    private List<Result> ranked(Map<Integer, Result> results) {
        boolean rises = section.metric().isBetter(1, 0, 0);
        Comparator<Result> byValue = Comparator.comparingDouble(result -> {
            double mean = result.mean();
            return Double.isNaN(mean) ? Double.POSITIVE_INFINITY : rises ? -mean : mean;
        });
        return results.values().stream()
                .sorted(Comparator.comparingLong(Result::epochs).reversed().thenComparing(byValue))
                .toList();
    }

    private Table table(List<Result> ranked) {
        Table table = new Table("trial>", "values", "epochs>", section.metric().key() + ">", "deviation>");
        for (Result result : ranked) {
            table.row(
                    Integer.toString(result.number()),
                    String.join("  ", result.overrides()),
                    Long.toString(result.epochs()),
                    Numbers.loss(result.mean()),
                    Double.isNaN(result.deviation()) ? "-" : Numbers.loss(result.deviation()));
        }
        return table;
    }

    private Map<String, Object> json(List<Result> ranked) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Result result : ranked) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("trial", result.number());
            entry.put("overrides", result.overrides());
            entry.put("epochs", result.epochs());
            entry.put("values", result.values());
            entry.put("mean", result.mean());
            entry.put("deviation", result.deviation());
            all.add(entry);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("folder", folder.toString());
        json.put("metric", section.metric().key());
        json.put("seeds", section.seeds());
        json.put("folds", section.folds());
        json.put("trials", all);
        return json;
    }
}
