package org.neocog.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many processors others have kept busy since this object was made. Linux. */
final class ProcessorLoad {
    /** Both files count hundredths of a second. */
    private static final double TICKS = 100;
    /** User, nice, system, interrupts, and what the host took away. */
    private static final int[] BUSY = {1, 2, 3, 6, 7, 8};

    private final long start = System.nanoTime();
    private final double all = all();
    private final double own = own();

    double others() {
        return Math.max(0, (all() - all - (own() - own)) / ((System.nanoTime() - start) * 1e-9));
    }

    private static double all() {
        String[] fields = firstLine("/proc/stat").trim().split("\\s+");
        double ticks = 0;
        for (int i : BUSY) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks / TICKS;
    }

    private static double own() {
        String line = firstLine("/proc/self/stat");
        String[] fields = line.substring(line.lastIndexOf(')') + 1).trim().split("\\s+");
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    private static String firstLine(String file) {
        try {
            return Files.readAllLines(Path.of(file)).get(0);
        } catch (IOException e) {
            throw new UncheckedIOException("benchmark: " + file + " must be readable; this needs Linux", e);
        }
    }
}
