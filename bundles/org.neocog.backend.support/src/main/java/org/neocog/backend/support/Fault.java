package org.neocog.backend.support;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A fault to inject, and when.
 *
 * @param kind what goes wrong
 * @param step the first training step that it happens in, from 1 on; from 0 on it happens in runs before the first training step as well
 * @param steps in how many steps it happens, one after the other; a device that is lost stays so
 * @param op name of an op: {@link Kind#CORRUPT} computes it wrong, other faults happen in graphs that have it only; empty for all graphs
 * @param factor what the first result of a corrupted op is multiplied by
 */
public record Fault(Kind kind, long step, long steps, String op, double factor) {
    /** Every step from the first on. */
    public static final long ALWAYS = Long.MAX_VALUE;

    /** What goes wrong. */
    public enum Kind {
        /** Nothing. */
        NONE,
        /** The step throws an exception that no backend should. */
        THROW,
        /** The step does not return until its thread is interrupted or the executable closed. */
        HANG,
        /** One op is computed wrong. */
        CORRUPT,
        /** The step throws, and everything that follows. */
        DEVICE_LOST,
        /** The step is refused for want of memory. */
        OUT_OF_MEMORY,
        /** The process dies, as by a fault in native code. */
        CRASH;

        /** As configs and commands have it: {@code device-lost}. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The kind of that text. */
        public static Optional<Kind> of(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.text().equals(text))
                    .findFirst();
        }

        /** All that there are, for messages. */
        public static String all() {
            return Arrays.stream(values()).map(Kind::text).collect(Collectors.joining(", "));
        }
    }

    public Fault {
        if (step < 0 || steps < 1) {
            throw new IllegalArgumentException(
                    "fault: step must be at least 0 and steps at least 1, but step=" + step + ", steps=" + steps + ".");
        }
        if (kind == Kind.CORRUPT && op.isEmpty()) {
            throw new IllegalArgumentException(
                    "fault: corrupt needs the name of an op, but op is empty. Name one, such as convolution.");
        }
    }

    /** No fault. */
    public static Fault none() {
        return new Fault(Kind.NONE, 0, 1, "", 1);
    }

    /** One that happens in one step. */
    public static Fault at(Kind kind, long step) {
        return new Fault(kind, step, 1, "", 1);
    }

    /** An op whose result is multiplied by {@code factor}, in every step from {@code step} on. */
    public static Fault corrupt(String op, double factor, long step) {
        return new Fault(Kind.CORRUPT, step, ALWAYS, op, factor);
    }

    /** Whether it happens in this step. */
    boolean isIn(long now) {
        return kind != Kind.NONE && now >= step && now - step < steps;
    }
}
