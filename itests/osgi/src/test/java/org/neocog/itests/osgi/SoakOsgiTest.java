package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.run.Run;
import org.neocog.run.RunListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWiring;

/**
 * A backend bundle is installed, updated and uninstalled under a run, again and again: memory, classes and threads come back to what they were. By default
 * a few times; {@code -Dneocog.test.cycles=200} for figures, which go to {@code target/soak.csv} then.
 */
@InDistribution
class SoakOsgiTest {
    private static final int CYCLES = Integer.getInteger("neocog.test.cycles", 3);
    private static final int FIGURES_FROM = 50;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration FREED_WITHIN = Duration.ofSeconds(20);
    private static final String BUNDLE = "org.neocog.backend.onednn";
    /** What a cycle may leave on the heap: the run remembers its epochs. */
    private static final long BYTES_PER_CYCLE = 8_000;

    @TempDir
    Path folder;

    /** Class loaders of bundles that were updated or uninstalled, and bundles that were uninstalled. */
    private final List<WeakReference<?>> gone = new ArrayList<>();

    /** Usage of the process. */
    private record Usage(int cycle, long heap, long classes, long threads, long pool, long resident) {
        static Usage now(int cycle) throws Exception {
            for (int i = 0; i < 3; i++) {
                System.gc();
                Thread.sleep(20);
            }
            NeocogAllocators.trim();
            long resident = 0;
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    resident = Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
            return new Usage(
                    cycle,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    NeocogAllocators.pool().bytesInUse(),
                    resident);
        }

        String line() {
            return String.format(Locale.ROOT, "%d,%d,%d,%d,%d,%d", cycle, heap, classes, threads, pool, resident);
        }
    }

    @Test
    void comingAndGoingLeavesNothingBehind() throws Exception {
        DigitsTraining training = new DigitsTraining(folder);
        Run run = training.start(
                training.read(
                        "train={steps: 10000000}",
                        "data.train.batch=16",
                        "data.train.limit=2000",
                        "checkpoint.every={epochs: 100000}",
                        "schedule=constant",
                        "optimizer.learning-rate=0.001",
                        "backend={prefer: [onednn, reference], threads: 2}",
                        "swap={grace: 0}"),
                "soak",
                RunListener.NONE);
        String location = InnerFramework.bundle(BUNDLE).getLocation();
        List<Usage> usages = new ArrayList<>();
        try {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                awaitBackend(run, "onednn");
                Bundle bundle = InnerFramework.bundle(BUNDLE);
                gone.add(loader(bundle));
                LiveSwapOsgiTest.update(bundle);
                awaitBackend(run, "onednn");
                gone.add(loader(bundle));
                gone.add(new WeakReference<>(bundle));
                bundle.uninstall();
                InnerFramework.refresh(List.of(bundle));
                awaitBackend(run, "reference");
                InnerFramework.context().installBundle(location).start();
                if (CYCLES < FIGURES_FROM || cycle % 10 == 9) {
                    awaitBackend(run, "onednn");
                    usages.add(Usage.now(cycle + 1));
                }
            }
            awaitBackend(run, "onednn");
            InnerFramework.await(
                    FREED_WITHIN,
                    this::isFreed,
                    () -> "a run, or the framework, still holds " + held() + " of " + gone.size());
        } catch (AssertionError e) {
            report(usages, List.of(0.0), List.of());
            throw e;
        } finally {
            run.cancel();
        }
        long steps = run.await().steps();
        RunFolderFiles files = new RunFolderFiles(run.folder());
        List<Double> still = files.lines("events.jsonl").stream()
                .filter(event -> event.get("event").getAsString().equals("swap"))
                .map(event -> event.getAsJsonObject("seconds").get("standStill").getAsDouble())
                .sorted()
                .toList();
        assertTrue(still.size() >= 2 * CYCLES, () -> "swaps=" + still.size());
        long lines = files.lines("metrics.jsonl").stream()
                .filter(line -> line.get("type").getAsString().equals("step"))
                .map(line -> line.get("step").getAsLong())
                .distinct()
                .count();
        assertEquals(steps, lines, "no step is lost or done twice");
        if (CYCLES >= FIGURES_FROM) {
            report(usages, still, files.lines("events.jsonl"));
        }
    }

    private static WeakReference<ClassLoader> loader(Bundle bundle) {
        return new WeakReference<>(bundle.adapt(BundleWiring.class).getClassLoader());
    }

    private boolean isFreed() {
        System.gc();
        return held().isEmpty();
    }

    /**
     * But for the first cycle's, since a run holds the backend that it began with to its end, and the last one's, which the framework may be about to
     * forget.
     */
    private List<Object> held() {
        return gone.subList(3, gone.size() - 3).stream()
                .<Object>map(WeakReference::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private static void report(List<Usage> usages, List<Double> still, List<JsonObject> events) throws Exception {
        List<String> lines = new ArrayList<>();
        lines.add("cycle,heap,classes,threads,pool,resident");
        usages.forEach(usage -> lines.add(usage.line()));
        lines.add(String.format(
                Locale.ROOT,
                "# swaps=%d, stand-still median=%.4f s, worst=%.4f s, quarantines=%d",
                still.size(),
                still.get(still.size() / 2),
                still.get(still.size() - 1),
                events.stream()
                        .filter(event -> event.get("event").getAsString().equals("quarantine"))
                        .count()));
        Files.write(Path.of("target", "soak.csv"), lines);
        lines.forEach(System.out::println);
        int quarter = usages.size() / 4;
        List<Usage> early = usages.subList(1, 1 + quarter);
        List<Usage> late = usages.subList(usages.size() - quarter, usages.size());
        assertTrue(
                least(late, Usage::classes) < least(early, Usage::classes) * 1.05,
                () -> "classes must be freed, but " + lines);
        assertTrue(
                least(late, Usage::threads) <= least(early, Usage::threads) + 3,
                () -> "threads must end, but " + lines);
        long cycles = late.get(0).cycle() - early.get(0).cycle();
        assertTrue(
                least(late, Usage::heap) < least(early, Usage::heap) + cycles * BYTES_PER_CYCLE + (1 << 20),
                () -> "heap must be freed, but " + lines);
        assertTrue(
                least(late, Usage::resident) < least(early, Usage::resident) * 1.15,
                () -> "native memory must be freed, but " + lines);
    }

    /** The least of several, since some are taken while two backends are there. */
    private static long least(List<Usage> usages, ToLongFunction<Usage> figure) {
        return usages.stream().mapToLong(figure).min().orElseThrow();
    }

    private static void awaitBackend(Run run, String name) throws InterruptedException {
        InnerFramework.await(
                TIMEOUT, () -> run.backend().equals(name), () -> "backend=" + run.backend() + ", state=" + run.state());
    }
}
