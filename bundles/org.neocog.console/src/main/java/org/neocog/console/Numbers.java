package org.neocog.console;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as people read them. */
final class Numbers {
    private static final Pattern BYTES = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?([KMGTkmgt]?)(?:i?[Bb])?");

    private Numbers() {}

    /** {@code 61 706}: groups of three. */
    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value).replace(',', ' ');
    }

    /** Four places; more where they would all be zero. */
    static String loss(double value) {
        return !Double.isFinite(value)
                ? "nan"
                : Math.abs(value) >= 0.001 || value == 0
                        ? String.format(Locale.ROOT, "%.4f", value)
                        : String.format(Locale.ROOT, "%.2e", value);
    }

    /** As short as it goes: {@code 0.0005}. */
    static String plain(double value) {
        if (!Double.isFinite(value)) {
            return "nan";
        }
        BigDecimal digits = new BigDecimal(Float.toString((float) value)).stripTrailingZeros();
        return digits.scale() > 8 ? Float.toString((float) value) : digits.toPlainString();
    }

    /** Three digits: {@code 0.0234}, {@code 2.34e-06}. */
    static String rounded(double value) {
        if (!Double.isFinite(value)) {
            return "nan";
        }
        return Math.abs(value) < 1e-4 && value != 0
                ? String.format(Locale.ROOT, "%.2e", value)
                : new BigDecimal(value)
                        .round(new MathContext(3))
                        .stripTrailingZeros()
                        .toPlainString();
    }

    /** The bytes of {@code 512M}, {@code 8G} or a plain number; empty if it is no such text, or 0. */
    static OptionalLong bytesOf(String text) {
        Matcher matcher = BYTES.matcher(text.strip());
        if (!matcher.matches()) {
            return OptionalLong.empty();
        }
        int power = "KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1;
        double value = Double.parseDouble(matcher.group(1))
                * Math.pow(1024, matcher.group(2).isEmpty() ? 0 : power);
        return value >= 1 && value < Long.MAX_VALUE ? OptionalLong.of((long) value) : OptionalLong.empty();
    }

    /** {@code 13.6}: one place; none from 100 on. */
    static String ratio(double value) {
        return !Double.isFinite(value)
                ? "-"
                : String.format(Locale.ROOT, Math.abs(value) < 100 ? "%.1f" : "%.0f", value);
    }

    /** A share, as {@code 0.9912}. */
    static String share(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.4f", value) : "nan";
    }

    /** {@code 1432 images/s}. */
    static String speed(double imagesPerSecond) {
        if (!Double.isFinite(imagesPerSecond)) {
            return "- images/s";
        }
        return String.format(Locale.ROOT, imagesPerSecond < 10 ? "%.1f images/s" : "%.0f images/s", imagesPerSecond);
    }

    /** {@code 8.3 s}, {@code 2:05}, {@code 1:02:05}. */
    static String time(double seconds) {
        if (!Double.isFinite(seconds)) {
            return "?";
        }
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        if (whole < 3600) {
            return String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
        }
        return String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** {@code 1.5 MiB}. */
    static String bytes(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    }
}
