package org.neocog.console;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/** A curve in one line of text: a character a column, higher for greater numbers. */
final class Sparkline {
    private static final String BLOCKS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String ASCII = "_.-=+*#@";

    private Sparkline() {}

    /** The curve of numbers at equal distances, from 0 or the least to the greatest; what is no number is a space. */
    static String of(List<Double> values, int columns) {
        return of(values, columns, knowsBlocks() ? BLOCKS : ASCII);
    }

    static String of(List<Double> values, int columns, String levels) {
        double greatest = values.stream()
                .filter(Double::isFinite)
                .mapToDouble(v -> v)
                .max()
                .orElse(0);
        double least = values.stream()
                .filter(Double::isFinite)
                .mapToDouble(v -> v)
                .min()
                .orElse(0);
        double floor = Math.min(0, least);
        double range = greatest > floor ? greatest - floor : 1;
        int width = Math.min(columns, values.size());
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < width; column++) {
            double value = values.get((int) ((long) column * (values.size() - 1) / Math.max(1, width - 1)));
            int level = (int) Math.round((value - floor) / range * (levels.length() - 1));
            line.append(Double.isFinite(value) ? levels.charAt(level) : ' ');
        }
        return line.toString();
    }

    private static boolean knowsBlocks() {
        String encoding = System.getProperty("stdout.encoding", System.getProperty("sun.stdout.encoding", ""));
        String name = encoding.isEmpty() ? Charset.defaultCharset().name() : encoding;
        return name.toUpperCase(Locale.ROOT).startsWith("UTF");
    }
}
