package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Binder;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.Schema;
import org.neocog.config.SequenceNode;
import org.neocog.optimizer.EpochMetric;

/** Reads the section {@code sweep}; what is wrong is reported. */
final class SweepReader {
    private static final Option<SweepSection.Search> SEARCH = Option.choice(
                    "search", "how values are chosen", SweepSection.Search.class)
            .orElse(SweepSection.Search.GRID);
    private static final Option<ConfigNode> OVER = Option.node(
                    "over", "by key a list of values, or {from: A, to: B, log: true, whole: true}")
            .optional();
    private static final Option<Integer> TRIALS =
            Option.integer("trials", "trials of random and halving").orElse(16).atLeast(1);
    private static final Option<List<Integer>> SEEDS = Option.integers("seeds", "each trial is run with each of them")
            .orElse(List.of(1))
            .length(1, Integer.MAX_VALUE)
            .atLeast(0);
    private static final Option<Integer> FOLDS = Option.integer(
                    "folds", "each trial is run for each of so many folds of data.train, with this one to evaluate")
            .orElse(1)
            .atLeast(1);
    private static final Option<EpochMetric> METRIC = Option.choice(
                    "metric", "by what trials are compared, after the last epoch", EpochMetric.class)
            .orElse(EpochMetric.EVAL_ACCURACY);
    private static final Option<Integer> FIRST = Option.integer("first-epochs", "epochs of the first round of halving")
            .orElse(1)
            .atLeast(1);
    private static final Option<Integer> ETA = Option.integer(
                    "eta", "one in so many trials of halving goes on, with so many times the epochs")
            .orElse(3)
            .atLeast(2);

    /** The keys of the section. */
    static final Schema SCHEMA = Schema.of(SEARCH, OVER, TRIALS, SEEDS, FOLDS, METRIC, FIRST, ETA);

    private static final Option<Double> FROM = Option.number("from", "least value");
    private static final Option<Double> TO = Option.number("to", "greatest value");
    private static final Option<Boolean> LOG =
            Option.flag("log", "whether the logarithm is spread evenly").orElse(false);
    private static final Option<Boolean> WHOLE =
            Option.flag("whole", "whether they are whole numbers").orElse(false);
    private static final Schema RANGE = Schema.of(FROM, TO, LOG, WHOLE)
            .rule("range", "from must be below to", options -> options.get(FROM) < options.get(TO), FROM, TO)
            .rule("log", "log needs numbers above 0", options -> !options.get(LOG) || options.get(FROM) > 0, LOG, FROM);

    private final Binder binder;
    private final Problems problems;

    SweepReader(Binder binder, Problems problems) {
        this.binder = binder;
        this.problems = problems;
    }

    @Nullable
    SweepSection read(ConfigNode node) {
        int before = problems.reported();
        Options bound = binder.bind(SCHEMA, node, "sweep");
        if (problems.reported() > before) {
            return null;
        }
        Map<String, SweepSection.Values> over = new LinkedHashMap<>();
        ConfigNode keys = bound.find(OVER).orElse(null);
        boolean repeats = bound.get(SEEDS).size() > 1 || bound.get(FOLDS) > 1;
        boolean oneTrial = keys == null && repeats && bound.get(SEARCH) == SweepSection.Search.GRID;
        if (keys instanceof MappingNode mapping && !mapping.entries().isEmpty()) {
            mapping.entries().forEach((key, entry) -> {
                SweepSection.Values values = values(key, entry.value(), bound.get(SEARCH));
                if (values != null) {
                    over.put(key, values);
                }
            });
        } else if (!oneTrial) {
            problems.add(
                    (keys == null ? node : keys).location(),
                    "sweep.over must be a mapping, but is " + (keys == null ? "absent" : keys.shown())
                            + ". Write {optimizer.learning-rate: [0.1, 0.01]}; without it folds or several seeds.");
        }
        return problems.reported() > before
                ? null
                : new SweepSection(
                        bound.get(SEARCH),
                        over,
                        bound.get(TRIALS),
                        bound.get(SEEDS).stream().map(Integer::longValue).toList(),
                        bound.get(FOLDS),
                        bound.get(METRIC),
                        bound.get(FIRST),
                        bound.get(ETA));
    }

    private SweepSection.@Nullable Values values(String key, ConfigNode node, SweepSection.Search search) {
        if (node instanceof SequenceNode sequence && !sequence.items().isEmpty()) {
            List<String> choices = new ArrayList<>();
            sequence.items().forEach(item -> choices.add(flow(item)));
            return new SweepSection.Values.Choices(choices);
        }
        if (node instanceof MappingNode && search != SweepSection.Search.GRID) {
            int before = problems.reported();
            Options range = binder.bind(RANGE, node, "sweep.over." + key);
            return problems.reported() > before
                    ? null
                    : new SweepSection.Values.Range(range.get(FROM), range.get(TO), range.get(LOG), range.get(WHOLE));
        }
        problems.add(
                node.location(),
                "sweep.over." + key + " must be a list of values"
                        + (search == SweepSection.Search.GRID ? "" : " or a range") + ", but is " + node.shown()
                        + ". Write [0.1, 0.01]"
                        + (search == SweepSection.Search.GRID
                                ? "; ranges are for search: random and halving."
                                : " or {from: 0.001, to: 1, log: true}."));
        return null;
    }

    /** A value on one line, as an override has it. */
    private static String flow(ConfigNode node) {
        if (node instanceof SequenceNode sequence) {
            return sequence.items().stream().map(SweepReader::flow).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node instanceof MappingNode mapping) {
            return mapping.entries().entrySet().stream()
                    .map(entry -> quoted(entry.getKey()) + ": "
                            + flow(entry.getValue().value()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        ScalarNode scalar = (ScalarNode) node;
        return scalar.value() instanceof String text ? quoted(text) : scalar.text();
    }

    private static String quoted(String text) {
        return text.matches("[A-Za-z][A-Za-z0-9_./-]*")
                ? text
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
