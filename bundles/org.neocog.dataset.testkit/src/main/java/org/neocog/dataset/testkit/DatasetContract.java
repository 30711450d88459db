package org.neocog.dataset.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.FixedSizeDataset;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What {@link Dataset} promises, as checks with a claim each. A dataset whose checks pass can be used in every run. Provided by the framework; a
 * dataset's tests run all of them:
 *
 * <pre>{@code
 * @TestFactory
 * Stream<DynamicTest> keepsTheContractOfDatasets() {
 *     return new DatasetContract(() -> type.open(options)).checks().map(c -> dynamicTest(c.claim(), c::run));
 * }
 * }</pre>
 *
 * <p>Each check opens the dataset anew and closes it. Random choices are by a fixed seed.
 */
@ProviderType
public final class DatasetContract {
    private static final long SEED = 20_12;
    private static final int MOST_EXAMPLES = 64;
    private static final int THREADS = 4;

    private final Supplier<? extends Dataset> open;

    /** One claim about a dataset. */
    public static final class Check {
        private final String claim;
        private final Runnable body;

        Check(String claim, Runnable body) {
            this.claim = claim;
            this.body = body;
        }

        /** What is claimed. */
        public String claim() {
            return claim;
        }

        /** @throws AssertionError if the claim does not hold; says what was seen */
        public void run() {
            body.run();
        }
    }

    /** @param open opens the dataset, equal each time */
    public DatasetContract(Supplier<? extends Dataset> open) {
        this.open = open;
    }

    /** All checks. */
    public List<Check> checks() {
        return List.of(
                new Check("names its classes and splits", () -> with(this::namesClassesAndSplits)),
                new Check("gives labels of its classes and images of its schema", () -> with(this::givesWhatItSays)),
                new Check("gives the same example in any order and company", () -> with(this::readsAtRandom)),
                new Check("gives several threads what it gives one", () -> with(this::readsInParallel)),
                new Check("is the same when it is opened again", this::opensAgain),
                new Check("refuses splits that there are not", () -> with(this::refusesSplits)),
                new Check("refuses indices that there are not", () -> with(this::refusesIndices)),
                new Check("refuses batches of other shapes", () -> with(this::refusesShapes)),
                new Check("is closed once and for all", this::closes));
    }

    private interface Body {
        void run(Dataset dataset) throws Exception;
    }

    private void with(Body body) {
        try (Dataset dataset = open.get()) {
            body.run(dataset);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new AssertionError("an example could not be read: " + e.getMessage(), e);
        }
    }

    private void namesClassesAndSplits(Dataset dataset) {
        require(!dataset.classNames().isEmpty(), "there must be a class");
        require(
                new HashSet<>(dataset.classNames()).size()
                        == dataset.classNames().size(),
                "names of classes must differ: " + dataset.classNames());
        require(!dataset.splits().isEmpty(), "there must be a split");
        require(
                new HashSet<>(dataset.splits()).size() == dataset.splits().size(),
                "names of splits must differ: " + dataset.splits());
        require(dataset.fingerprint().matches("[0-9a-f]{64}"), "not a SHA-256: " + dataset.fingerprint());
        for (String split : dataset.splits()) {
            require(dataset.size(split) > 0, "split " + split + " must have an example");
        }
    }

    private void givesWhatItSays(Dataset dataset) throws Exception {
        for (String split : dataset.splits()) {
            try (Reading reading = Reading.of(dataset, split)) {
                for (long index : some(dataset, split)) {
                    Example example = reading.read(index);
                    require(
                            example.label() >= 0
                                    && example.label() < dataset.classNames().size(),
                            "label " + example.label() + " of example " + index + " is of no class");
                    require(
                            dataset instanceof FixedSizeDataset || example.shape()[0] == reading.channels(),
                            "example " + index + " must have " + reading.channels() + " channels, but shape="
                                    + Arrays.toString(example.shape()));
                }
            }
        }
    }

    private void readsAtRandom(Dataset dataset) throws Exception {
        for (String split : dataset.splits()) {
            List<Long> indices = some(dataset, split);
            List<Example> inOrder = read(dataset, split, indices);
            List<Integer> places = new ArrayList<>();
            for (int i = 0; i < indices.size(); i++) {
                places.add(i);
            }
            Collections.shuffle(places, new Random(SEED));
            try (Reading reading = Reading.of(dataset, split)) {
                for (int place : places) {
                    requireEqual(inOrder.get(place), reading.read(indices.get(place)), split, indices.get(place));
                }
                List<Long> shuffled = places.stream().map(indices::get).toList();
                List<Example> together = reading.readTogether(shuffled);
                for (int i = 0; i < places.size(); i++) {
                    requireEqual(inOrder.get(places.get(i)), together.get(i), split, shuffled.get(i));
                }
            }
        }
    }

    private void readsInParallel(Dataset dataset) throws Exception {
        String split = dataset.splits().get(0);
        List<Long> indices = some(dataset, split);
        List<Example> expected = read(dataset, split, indices);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<List<Example>>> tasks = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                tasks.add(() -> read(dataset, split, indices));
            }
            for (Future<List<Example>> result : threads.invokeAll(tasks)) {
                List<Example> seen = result.get();
                for (int i = 0; i < expected.size(); i++) {
                    requireEqual(expected.get(i), seen.get(i), split, indices.get(i));
                }
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a thread failed: " + e.getCause(), e);
        } finally {
            threads.shutdown();
        }
    }

    private void opensAgain() {
        with(first -> with(second -> {
            require(first.fingerprint().equals(second.fingerprint()), "the fingerprint must stay");
            require(first.classNames().equals(second.classNames()), "classes must stay");
            require(first.splits().equals(second.splits()), "splits must stay");
            for (String split : first.splits()) {
                require(first.size(split) == second.size(split), "sizes must stay");
                List<Long> indices = some(first, split);
                List<Example> ones = read(first, split, indices);
                List<Example> others = read(second, split, indices);
                for (int i = 0; i < ones.size(); i++) {
                    requireEqual(ones.get(i), others.get(i), split, indices.get(i));
                }
            }
        }));
    }

    private void refusesSplits(Dataset dataset) {
        String absent = "no-such-split";
        for (RuntimeException refusal : List.of(
                refusal(IllegalArgumentException.class, () -> dataset.size(absent)),
                refusal(
                        IllegalArgumentException.class,
                        () -> Reading.of(dataset, absent).readAndClose(0)))) {
            String message = String.valueOf(refusal.getMessage());
            require(
                    message.contains(absent) && dataset.splits().stream().allMatch(message::contains),
                    "the refusal must name the split and those that there are, but it is: " + message);
        }
    }

    private void refusesIndices(Dataset dataset) {
        for (String split : dataset.splits()) {
            for (long index : new long[] {-1, dataset.size(split), Long.MAX_VALUE}) {
                RuntimeException refusal = refusal(
                        IndexOutOfBoundsException.class,
                        () -> Reading.of(dataset, split).readAndClose(index));
                require(
                        String.valueOf(refusal.getMessage()).contains(Long.toString(index)),
                        "the refusal must name the index " + index + ", but it is: " + refusal.getMessage());
            }
        }
    }

    private void refusesShapes(Dataset dataset) {
        if (dataset instanceof FixedSizeDataset fixed) {
            refusal(IllegalArgumentException.class, () -> Reading.readIntoWrongShape(fixed));
        }
    }

    private void closes() {
        Dataset dataset = open.get();
        String split = dataset.splits().get(0);
        Reading lent = Reading.of(dataset, split);
        dataset.close();
        dataset.close();
        refusal(IllegalStateException.class, () -> lent.readAndClose(0));
        refusal(IllegalStateException.class, () -> Reading.of(dataset, split).readAndClose(0));
        with(again -> require(again.size(split) > 0, "another one must stay open"));
    }

    private static List<Example> read(Dataset dataset, String split, List<Long> indices) throws Exception {
        List<Example> examples = new ArrayList<>();
        try (Reading reading = Reading.of(dataset, split)) {
            for (long index : indices) {
                examples.add(reading.read(index));
            }
        }
        return examples;
    }

    /** The first, the last, and some between. */
    private static List<Long> some(Dataset dataset, String split) {
        long size = dataset.size(split);
        long step = Math.max(1, size / MOST_EXAMPLES);
        List<Long> indices = new ArrayList<>();
        for (long index = 0; index < size; index += step) {
            indices.add(index);
        }
        indices.add(size - 1);
        return indices;
    }

    private interface Action {
        void run() throws Exception;
    }

    private static <E extends RuntimeException> RuntimeException refusal(Class<E> type, Action action) {
        try {
            action.run();
        } catch (Exception e) {
            require(type.isInstance(e), "it must refuse by " + type.getSimpleName() + ", but it threw " + e);
            return type.cast(e);
        }
        throw new AssertionError("it must refuse by " + type.getSimpleName() + ", but it did not");
    }

    private static void requireEqual(Example expected, Example seen, String split, long index) {
        require(
                expected.label() == seen.label()
                        && Arrays.equals(expected.shape(), seen.shape())
                        && Arrays.equals(expected.pixels(), seen.pixels()),
                "example " + index + " of " + split + " must be the same each time that it is read");
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("dataset: " + what);
        }
    }
}
