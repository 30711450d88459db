package org.neocog.run;

import java.util.List;
import java.util.Random;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.Shape;

/** Images of noise in colour, of ten classes. */
final class NoiseDatasetType implements DatasetType {
    private static final Option<Integer> SIDE =
            Option.integer("side", "height and width").orElse(8);
    private static final Option<Integer> SIZE =
            Option.integer("size", "examples of a split").orElse(24);

    @Override
    public String name() {
        return "noise";
    }

    @Override
    public String summary() {
        return "noise";
    }

    @Override
    public Schema schema() {
        return Schema.of(SIDE, SIZE);
    }

    @Override
    public FixedSizeDataset open(Options options) {
        return new Noise(Shape.of(3, options.get(SIDE), options.get(SIDE)), options.get(SIZE));
    }

    private record Noise(Shape imageShape, long examples) implements FixedSizeDataset {
        @Override
        public List<String> classNames() {
            return List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        }

        @Override
        public List<String> splits() {
            return List.of("train", "test");
        }

        @Override
        public long size(String split) {
            return examples;
        }

        @Override
        public void read(String split, long[] indices, int count, ImageBatch target) {
            byte[] pixels = new byte[imageShape.intSize()];
            for (int row = 0; row < count; row++) {
                new Random(31 * split.hashCode() + indices[row]).nextBytes(pixels);
                target.setPixels(row, pixels, 0);
                target.setLabel(row, (int) (indices[row] % 10));
            }
            target.setCount(count);
        }

        @Override
        public String fingerprint() {
            return "noise";
        }

        @Override
        public void close() {} // holds nothing
    }
}
