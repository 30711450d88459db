package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.neocog.optimizer.EpochMetric;

/**
 * Section {@code sweep}: trials of an experiment with other values of some keys, each with several seeds.
 *
 * @param search how values are chosen
 * @param over by key what values it can have; a key that the config does not have begins with {@code +}
 * @param trials number of trials of a random search or of the first round of halving
 * @param seeds each trial is run with each of them; not empty
 * @param folds each trial is run with each fold of {@code data.train} in turn as what it is evaluated on; 1 for no folds
 * @param metric by what trials are compared: its value after the last epoch
 * @param firstEpochs epochs of the first round of halving
 * @param eta one in so many trials goes on to the next round of halving, with so many times the epochs; at least 2
 */
public record SweepSection(
        Search search,
        Map<String, Values> over,
        int trials,
        List<Long> seeds,
        int folds,
        EpochMetric metric,
        long firstEpochs,
        int eta) {
    /** How values are chosen. */
    public enum Search {
        /** Every combination, the last key varies first. */
        GRID,
        /** Each value by itself, at random. */
        RANDOM,
        /** Random trials that are short at first, of which the best go on (Jamieson, Talwalkar 2016). */
        HALVING
    }

    /** What values a key can have. */
    public sealed interface Values {
        /** Some values, as a config would have them. */
        record Choices(List<String> values) implements Values {
            /** Copies the list. */
            public Choices {
                values = List.copyOf(values);
            }
        }

        /**
         * Numbers of a range.
         *
         * @param logarithmic whether the logarithm is spread evenly
         * @param whole whether they are whole numbers
         */
        record Range(double from, double to, boolean logarithmic, boolean whole) implements Values {}
    }

    /** Copies the collections. */
    public SweepSection {
        over = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(over));
        seeds = List.copyOf(seeds);
    }

    /**
     * The overrides of each trial: a function of the section and the seed alone.
     *
     * @param seed of a random search
     */
    public List<List<String>> trials(long seed) {
        return search == Search.GRID ? combinations() : samples(seed);
    }

    private List<List<String>> combinations() {
        List<List<String>> all = new ArrayList<>(List.of(List.of()));
        over.forEach((key, values) -> {
            List<List<String>> longer = new ArrayList<>();
            for (List<String> trial : all) {
                for (String value : ((Values.Choices) values).values()) {
                    List<String> next = new ArrayList<>(trial);
                    next.add(key + "=" + value);
                    longer.add(next);
                }
            }
            all.clear();
            all.addAll(longer);
        });
        return all;
    }

    private List<List<String>> samples(long seed) {
        List<List<String>> all = new ArrayList<>();
        for (int trial = 0; trial < trials; trial++) {
            SplittableRandom random = new SplittableRandom(seed * 1_000_003 + trial);
            List<String> overrides = new ArrayList<>();
            over.forEach((key, values) -> overrides.add(key + "=" + sample(values, random)));
            all.add(overrides);
        }
        return all;
    }

    private static String sample(Values values, SplittableRandom random) {
        if (values instanceof Values.Choices choices) {
            return choices.values().get(random.nextInt(choices.values().size()));
        }
        Values.Range range = (Values.Range) values;
        double share = random.nextDouble();
        double value = range.logarithmic()
                ? StrictMath.exp(StrictMath.log(range.from())
                        + share * (StrictMath.log(range.to()) - StrictMath.log(range.from())))
                : range.from() + share * (range.to() - range.from());
        return range.whole() ? Long.toString(Math.round(value)) : Double.toString(value);
    }
}
