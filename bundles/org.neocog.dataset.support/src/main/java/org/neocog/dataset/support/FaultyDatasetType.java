package org.neocog.dataset.support;

import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.AnySizeView;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.FixedSizeView;
import org.neocog.dataset.ImageBatch;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.tensor.ElementType;

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

    private static final class FixedSize extends FixedSizeView {
        private final DataFault fault;

        FixedSize(FixedSizeDataset dataset, DataFault fault) {
            super(dataset);
            this.fault = fault;
        }

        @Override
        public void read(String split, long[] indices, int count, ImageBatch target) {
            boolean corrupt = fault.happens(split, count);
            super.read(split, indices, count, target);
            for (int row = 0; corrupt && row < count; row++) {
                negate(target, row);
            }
        }

        private void negate(ImageBatch batch, int row) {
            int size = imageShape().intSize();
            if (element() == ElementType.UINT8) {
                byte[] pixels = new byte[size];
                batch.getPixels(row, pixels);
                DataFault.negate(pixels, size);
                batch.setPixels(row, pixels, 0);
            } else {
                float[] pixels = new float[size];
                batch.getPixels(row, pixels);
                for (int i = 0; i < size; i++) {
                    pixels[i] = -pixels[i];
                }
                batch.setPixels(row, pixels);
            }
        }
    }

    private static final class AnySize extends AnySizeView {
        private final DataFault fault;

        AnySize(AnySizeDataset dataset, DataFault fault) {
            super(dataset);
            this.fault = fault;
        }

        @Override
        public ExampleReader reader(String split) {
            return new Reader(super.reader(split), split, fault);
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
