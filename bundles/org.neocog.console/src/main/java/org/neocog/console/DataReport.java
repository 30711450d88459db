package org.neocog.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.neocog.run.DataStatistics;

/** What is in a part of the data. */
final class DataReport {
    private static final int MOST_LINES = 20;

    private DataReport() {}

    static String text(String part, DataStatistics statistics) {
        StringBuilder text =
                new StringBuilder(part + ": " + statistics.dataset() + ", split " + statistics.split() + ", "
                        + Numbers.count(statistics.examples()) + " examples of "
                        + Numbers.count(statistics.classes().size()) + " classes\n");
        text.append("  mean       ").append(numbers(statistics.mean())).append('\n');
        text.append("  deviation  ").append(numbers(statistics.deviation())).append('\n');
        lines(text, "size", statistics.sizes());
        lines(text, "class", statistics.classes());
        text.append("  duplicates ").append(Numbers.count(statistics.duplicates()));
        if (statistics.duplicatesOfOtherClass() > 0) {
            text.append(", of them with another class ").append(Numbers.count(statistics.duplicatesOfOtherClass()));
        }
        text.append('\n');
        statistics
                .firstDuplicates()
                .forEach(line -> text.append("    ").append(line).append('\n'));
        if (statistics.corrupt() > 0) {
            text.append("  corrupt    ")
                    .append(Numbers.count(statistics.corrupt()))
                    .append('\n');
            statistics
                    .firstCorrupt()
                    .forEach(line -> text.append("    ").append(line).append('\n'));
        }
        return text.toString();
    }

    private static String numbers(List<Double> values) {
        return values.stream()
                .map(value -> Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.6f", value))
                .collect(Collectors.joining(" "));
    }

    private static void lines(StringBuilder text, String what, Map<String, Long> counts) {
        counts.entrySet().stream()
                .limit(MOST_LINES)
                .forEach(entry -> text.append("  ")
                        .append(what)
                        .append(' ')
                        .append(entry.getKey())
                        .append(": ")
                        .append(Numbers.count(entry.getValue()))
                        .append('\n'));
        if (counts.size() > MOST_LINES) {
            text.append("  ... and ")
                    .append(Numbers.count(counts.size() - MOST_LINES))
                    .append(" more\n");
        }
    }

    static Map<String, Object> json(DataStatistics statistics) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dataset", statistics.dataset());
        json.put("split", statistics.split());
        json.put("examples", statistics.examples());
        json.put("classes", statistics.classes());
        json.put("sizes", statistics.sizes());
        json.put("mean", statistics.mean());
        json.put("deviation", statistics.deviation());
        json.put("duplicates", statistics.duplicates());
        json.put("duplicatesOfOtherClass", statistics.duplicatesOfOtherClass());
        json.put("firstDuplicates", statistics.firstDuplicates());
        json.put("corrupt", statistics.corrupt());
        json.put("firstCorrupt", statistics.firstCorrupt());
        return json;
    }
}
