package org.neocog.dataset.support;

import java.util.List;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.CorruptImages;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.tensor.Shape;

/**
 * A dataset with a fault that can be chosen: for drills, and for tests of what survives it. Everything else is the other type's. Provided by the
 * framework.
 *
 * @param type what it decorates
 * @param fault what goes wrong, in all datasets that this type opens together
 */
public record FaultyDatasetType(DatasetType type, DataFault fault) implements DatasetType {
    @Override
    public String name() {
        return type.name();
    }

    @Override
    public String summary() {
        return type.summary();
    }

    @Override
    public Schema schema() {
        return type.schema();
    }

    @Override
    public Dataset open(Options options) {
        Dataset dataset = type.open(options);
        return dataset instanceof FixedSizeDataset fixed
                ? new FixedSize(fixed, fault)
                : new AnySize((AnySizeDataset) dataset, fault);
    }

    private record FixedSize(FixedSizeDataset dataset, DataFault fault) implements FixedSizeDataset {
        @Override
        public Shape imageShape() {
            return dataset.imageShape();
        }

        @Override
        public void read(String split, long[] indices, int count, ImageBatch target) {
            boolean corrupt = fault.happens(split, count);
            dataset.read(split, indices, count, target);
            if (corrupt) {
                byte[] pixels = new byte[dataset.imageShape().intSize()];
                for (int row = 0; row < count; row++) {
                    target.getPixels(row, pixels);
                    DataFault.negate(pixels, pixels.length);
                    target.setPixels(row, pixels, 0);
                }
            }
        }

        @Override
        public List<String> classNames() {
            return dataset.classNames();
        }

        @Override
        public List<String> splits() {
            return dataset.splits();
        }

        @Override
        public long size(String split) {
            return dataset.size(split);
        }

        @Override
        public String fingerprint() {
            return dataset.fingerprint();
        }

        @Override
        public void close() {
            dataset.close();
        }
    }

    private record AnySize(AnySizeDataset dataset, DataFault fault) implements AnySizeDataset {
        @Override
        public int channels() {
            return dataset.channels();
        }

        @Override
        public CorruptImages corruptImages() {
            return dataset.corruptImages();
        }

        @Override
        public ExampleReader reader(String split) {
            return new Reader(dataset.reader(split), split, fault);
        }

        @Override
        public List<String> classNames() {
            return dataset.classNames();
        }

        @Override
        public List<String> splits() {
            return dataset.splits();
        }

        @Override
        public long size(String split) {
            return dataset.size(split);
        }

        @Override
        public String fingerprint() {
            return dataset.fingerprint();
        }

        @Override
        public void close() {
            dataset.close();
        }
    }

    private record Reader(ExampleReader reader, String split, DataFault fault) implements ExampleReader {
        @Override
        public int read(long index, Image target) throws CorruptImageException {
            boolean corrupt = fault.happens(split, 1);
            int label = reader.read(index, target);
            if (corrupt) {
                DataFault.negate(target.pixels(), target.size());
            }
            return label;
        }

        @Override
        public int label(long index) {
            return reader.label(index);
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
