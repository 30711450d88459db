package org.neocog.dataset.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.Shape;

class DatasetContractTest {
    /** Keeps the contract, but for what a test overrides. */
    private static class Good implements FixedSizeDataset {
        private boolean closed;

        @Override
        public Shape imageShape() {
            return Shape.of(1, 2, 2);
        }

        @Override
        public List<String> classNames() {
            return List.of("a", "b");
        }

        @Override
        public List<String> splits() {
            return List.of("train");
        }

        @Override
        public long size(String split) {
            if (!split.equals("train")) {
                throw new IllegalArgumentException("split must be one of [train], but split=" + split);
            }
            return 70;
        }

        @Override
        public void read(String split, long[] indices, int count, ImageBatch target) {
            if (closed) {
                throw new IllegalStateException("used after close");
            }
            if (!target.imageShape().equals(imageShape())) {
                throw new IllegalArgumentException("other shape");
            }
            for (int i = 0; i < count; i++) {
                if (indices[i] < 0 || indices[i] >= size(split)) {
                    throw new IndexOutOfBoundsException("index=" + indices[i]);
                }
                byte value = pixel(indices[i]);
                target.setPixels(i, new byte[] {value, value, value, value}, 0);
                target.setLabel(i, label(indices[i]));
            }
            target.setCount(count);
        }

        byte pixel(long index) {
            return (byte) index;
        }

        int label(long index) {
            return (int) index % 2;
        }

        @Override
        public String fingerprint() {
            return "ab".repeat(32);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static List<String> failures(Supplier<Dataset> open) {
        List<String> failures = new ArrayList<>();
        for (DatasetContract.Check check : new DatasetContract(open).checks()) {
            try {
                check.run();
            } catch (AssertionError e) {
                failures.add(check.claim());
            }
        }
        return failures;
    }

    @Test
    void passesADatasetThatKeepsIt() {
        assertEquals(List.of(), failures(Good::new));
    }

    @Test
    void findsLabelsOfNoClass() {
        assertEquals(List.of("gives labels of its classes and images of its schema"), failures(() -> new Good() {
            @Override
            int label(long index) {
                return (int) index % 3;
            }
        }));
    }

    @Test
    void findsExamplesThatChange() {
        AtomicInteger reads = new AtomicInteger();
        assertEquals(
                List.of(
                        "gives the same example in any order and company",
                        "gives several threads what it gives one",
                        "is the same when it is opened again"),
                failures(() -> new Good() {
                    @Override
                    byte pixel(long index) {
                        return (byte) reads.incrementAndGet();
                    }
                }));
    }

    @Test
    void findsWhatIsNotRefused() {
        assertEquals(List.of("refuses splits that there are not"), failures(() -> new Good() {
            @Override
            public long size(String split) {
                return 70;
            }
        }));
        assertEquals(List.of("is closed once and for all"), failures(() -> new Good() {
            @Override
            public void close() {}
        }));
        assertEquals(List.of("names its classes and splits"), failures(() -> new Good() {
            @Override
            public List<String> classNames() {
                return List.of("a", "a");
            }
        }));
    }
}
