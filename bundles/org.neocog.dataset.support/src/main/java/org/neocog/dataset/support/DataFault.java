package org.neocog.dataset.support;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A fault of a dataset to inject, and when. Threading: safe for all threads.
 *
 * <p>What is counted is examples of one split, in the order in which they are read. Loaders read ahead, on several threads: a run meets the fault near that
 * example's batch.
 */
public final class DataFault {
    private final Kind kind;
    private final String split;
    private final long example;
    private final AtomicLong examples = new AtomicLong();

    /** What goes wrong. */
    public enum Kind {
        /** The read throws an exception. */
        THROW,
        /** The read does not return until its thread is interrupted. */
        HANG,
        /** The pixels of the read are turned to their negative. */
        CORRUPT;

        /** As commands have it. */
        public String text() {
            return "data-" + name().toLowerCase(Locale.ROOT);
        }

        /** The kind of that text. */
        public static Optional<Kind> of(String text) {
            return Arrays.stream(values())
                    .filter(kind -> kind.text().equals(text))
                    .findFirst();
        }
    }

    /** @param example in whose reading it happens, from 1 on */
    public DataFault(Kind kind, String split, long example) {
        this.kind = kind;
        this.split = split;
        this.example = example;
    }

    /** Before some examples are read: lets the fault happen, if it is in them. @return whether what is read is to be corrupted */
    boolean happens(String of, int count) {
        long last = of.equals(split) ? examples.addAndGet(count) : 0;
        if (last < example || last - count >= example) {
            return false;
        }
        switch (kind) {
            case THROW ->
                throw new IllegalStateException(
                        "fault: example " + example + " of split \"" + split + "\" failed, as asked for by a drill.");
            case HANG -> hang();
            case CORRUPT -> {
                return true;
            }
        }
        return false;
    }

    private void hang() {
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "fault: example " + example + " of split \"" + split + "\" hung, as asked for by a drill.", e);
        }
    }

    static void negate(byte[] pixels, int count) {
        for (int i = 0; i < count; i++) {
            pixels[i] = (byte) ~pixels[i];
        }
    }
}
