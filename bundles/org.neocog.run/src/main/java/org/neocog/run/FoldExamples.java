package org.neocog.run;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.AnySizeView;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.FixedSizeView;
import org.neocog.dataset.ImageBatch;
import org.neocog.experiment.DataFold;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.image.ImageWindow;
import org.neocog.tensor.Philox;

/**
 * Part of the examples of one split: a fold, or all the others. The examples of each class are put into an order of the seed's, and dealt to the
 * folds in turn, where the class before left off. So folds are disjoint, hold every example between them, and differ by at most one example of each
 * class, and by at most one in all. What stays is in the order of the dataset.
 *
 * @param kept its examples by their numbers in the split
 */
record FoldExamples(Dataset all, String split, long[] kept) {
    private static final long PURPOSE = 0x666f6c64L; // "fold"

    /**
     * Takes over a dataset.
     *
     * @param limit how many of its examples count, from the first on
     * @throws ConfigException if there are fewer examples than folds
     */
    static Dataset of(Dataset all, String split, long limit, DataFold fold, Location place) {
        long size = Math.min(limit, all.size(split));
        if (size < fold.of()) {
            throw new ConfigException(
                    place,
                    "data.fold: there must be an example for each fold, but examples=" + size + ", folds=" + fold.of()
                            + ". Take fewer folds, or more examples.");
        }
        int[] labels = Labels.of(all, split, Math.toIntExact(size));
        int[] folds = deal(labels, all.classNames().size(), fold.of(), fold.seed());
        long[] kept = LongStream.range(0, size)
                .filter(i -> (folds[(int) i] == fold.number() - 1) == fold.held())
                .toArray();
        FoldExamples examples = new FoldExamples(all, split, kept);
        return all instanceof FixedSizeDataset fixed
                ? new FixedSize(examples, fixed)
                : new AnySize(examples, (AnySizeDataset) all);
    }

    /** The fold of each example, from 0 on. */
    static int[] deal(int[] labels, int classes, int folds, long seed) {
        int[] dealt = new int[labels.length];
        int next = 0;
        for (int label = 0; label < classes; label++) {
            List<Integer> members = new ArrayList<>();
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] == label) {
                    members.add(i);
                }
            }
            Philox.Stream random = Philox.stream(seed, PURPOSE, label);
            for (int i = members.size() - 1; i > 0; i--) { // Fisher and Yates
                int other = (int) Math.min(i, (long) (random.uniform(0, 1) * (i + 1)));
                members.set(other, members.set(i, members.get(other)));
            }
            for (int member : members) {
                dealt[member] = next;
                next = (next + 1) % folds;
            }
        }
        return dealt;
    }

    private long sizeOf(String asked) {
        require(asked);
        return kept.length;
    }

    private void require(String asked) {
        if (!asked.equals(split)) {
            throw new IllegalArgumentException(
                    "fold: there is no split \"" + asked + "\"; splits: [" + split + "]. Ask for that.");
        }
    }

    private String fingerprint() {
        MessageDigest digest = Digests.sha256();
        digest.update((all.fingerprint() + split).getBytes(StandardCharsets.UTF_8));
        for (long index : kept) {
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, index));
        }
        return Digests.hex(digest);
    }

    private static final class FixedSize extends FixedSizeView {
        private final FoldExamples part;

        FixedSize(FoldExamples part, FixedSizeDataset images) {
            super(images);
            this.part = part;
        }

        @Override
        public void read(String split, long[] indices, int count, ImageBatch target) {
            part.require(split);
            long[] of = new long[count];
            for (int i = 0; i < count; i++) {
                of[i] = part.kept[Math.toIntExact(indices[i])];
            }
            super.read(split, of, count, target);
        }

        @Override
        public List<String> splits() {
            return List.of(part.split);
        }

        @Override
        public long size(String split) {
            return part.sizeOf(split);
        }

        @Override
        public String fingerprint() {
            return part.fingerprint();
        }
    }

    private static final class AnySize extends AnySizeView {
        private final FoldExamples part;

        AnySize(FoldExamples part, AnySizeDataset images) {
            super(images);
            this.part = part;
        }

        @Override
        public ExampleReader reader(String split) {
            part.require(split);
            return new PartReader(super.reader(split), part.kept);
        }

        @Override
        public List<String> splits() {
            return List.of(part.split);
        }

        @Override
        public long size(String split) {
            return part.sizeOf(split);
        }

        @Override
        public String fingerprint() {
            return part.fingerprint();
        }
    }

    private record PartReader(ExampleReader all, long[] kept) implements ExampleReader {
        @Override
        public int read(long index, Image target) throws CorruptImageException {
            return all.read(kept[Math.toIntExact(index)], target);
        }

        @Override
        public int read(long index, ImageWindow.Choice choice, Image target) throws CorruptImageException {
            return all.read(kept[Math.toIntExact(index)], choice, target);
        }

        @Override
        public int label(long index) {
            return all.label(kept[Math.toIntExact(index)]);
        }

        @Override
        public void close() {
            all.close();
        }
    }
}
