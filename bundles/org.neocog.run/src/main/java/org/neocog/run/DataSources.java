package org.neocog.run;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.LabelMixture;
import org.neocog.dataset.Loader;
import org.neocog.dataset.Pipeline;
import org.neocog.dataset.PointwiseTransform;
import org.neocog.dataset.Transform;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;

/** Looks at the data of an experiment without its model. Threading: one thread. */
final class DataSources {
    private static final int CHUNK = 256;

    private final Experiment experiment;
    private final PlugIns plugIns;

    DataSources(Experiment experiment, Catalog catalog) {
        this.experiment = experiment;
        this.plugIns = new PlugIns(catalog);
    }

    private DataSource source(RunEngine.DataPart part) {
        return part == RunEngine.DataPart.TRAIN
                ? experiment.data().train()
                : experiment
                        .data()
                        .eval()
                        .orElseThrow(() -> new ConfigException(
                                Location.origin("data"),
                                "data.eval must be there to look at it, but it is absent. Add it."));
    }

    /** An open dataset and how many of its examples are used. The caller closes the dataset. */
    private record Opened(Dataset dataset, long examples) {}

    private Opened open(DataSource source) {
        Dataset dataset = plugIns.dataset(source);
        if (dataset.splits().contains(source.split())) {
            long all = dataset.size(source.split());
            return new Opened(dataset, Math.min(all, source.limit().orElse(all)));
        }
        List<String> splits = dataset.splits();
        dataset.close();
        throw new ConfigException(
                source.dataset().location(),
                source.dataset().type() + ": there is no split \"" + source.split() + "\"; splits: " + splits
                        + ". Change split.");
    }

    /** Statistics of the parts that there are, by {@code train} and {@code eval}. */
    Map<String, DataStatistics> statistics() {
        Map<String, DataStatistics> parts = new LinkedHashMap<>();
        DataSurvey survey = new DataSurvey();
        Map<String, DataSource> sources = new LinkedHashMap<>();
        sources.put("train", experiment.data().train());
        experiment.data().eval().ifPresent(eval -> sources.put("eval", eval));
        try (BufferAllocator allocator = NeocogAllocators.root("data " + experiment.name(), Long.MAX_VALUE)) {
            sources.forEach((part, source) -> {
                Opened opened = open(source);
                try (Dataset dataset = opened.dataset) {
                    parts.put(
                            part,
                            survey.of(source.dataset().type(), dataset, source.split(), opened.examples, allocator));
                }
            });
        }
        return parts;
    }

    /** Writes the mean of each pixel of the images of {@code data.train}. */
    void writeMeanImage(Path file) {
        DataSource source = experiment.data().train();
        Opened opened = open(source);
        try (Dataset dataset = opened.dataset;
                BufferAllocator allocator = NeocogAllocators.root("data " + experiment.name(), Long.MAX_VALUE)) {
            if (!(dataset instanceof FixedSizeDataset fixed)) {
                throw new ConfigException(
                        source.dataset().location(),
                        "data: a mean image needs images of one size, but those of dataset \""
                                + source.dataset().type() + "\" differ. Use the means of the channels.");
            }
            float[] mean = mean(fixed, source.split(), opened.examples, allocator);
            ByteBuffer npy = npy(fixed.imageShape(), mean);
            AtomicFiles.write(file, channel -> {
                while (npy.hasRemaining()) {
                    channel.write(npy);
                }
            });
        } catch (IOException e) {
            throw new RunException(
                    "data: " + file + " must be writable, but " + RunFolder.reason(e) + ". Check --mean-image.", e);
        }
    }

    /** The NumPy format, version 1. */
    private static ByteBuffer npy(Shape shape, float[] numbers) {
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + shape.dim(0) + ", " + shape.dim(1)
                + ", " + shape.dim(2) + "), }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer npy = ByteBuffer.allocate(10 + header.length() + 4 * numbers.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) header.length())
                .put(header.getBytes(StandardCharsets.US_ASCII));
        for (float number : numbers) {
            npy.putFloat(number);
        }
        return npy.flip();
    }

    private static float[] mean(FixedSizeDataset dataset, String split, long examples, BufferAllocator allocator) {
        double[] sums = new double[dataset.imageShape().intSize()];
        double scale = dataset.element() == ElementType.UINT8 ? 255 : 1;
        long[] indices = new long[CHUNK];
        try (ImageBatch batch = ImageBatch.allocate(allocator, dataset.element(), dataset.imageShape(), CHUNK)) {
            for (long first = 0; first < examples; first += CHUNK) {
                int count = (int) Math.min(CHUNK, examples - first);
                for (int i = 0; i < count; i++) {
                    indices[i] = first + i;
                }
                dataset.read(split, indices, count, batch);
                Tensor images = batch.images();
                for (int i = 0; i < count * sums.length; i++) {
                    sums[i % sums.length] += images.getDouble(i);
                }
            }
        }
        float[] mean = new float[sums.length];
        for (int p = 0; p < mean.length; p++) {
            mean[p] = (float) (sums[p] / scale / examples);
        }
        return mean;
    }

    /** The first images of the first epoch, as the loader gives them. */
    DataPreview preview(RunEngine.DataPart part, int count) {
        DataSource source = source(part);
        Opened opened = open(source);
        try (Dataset dataset = opened.dataset;
                BufferAllocator allocator = NeocogAllocators.root("data " + experiment.name(), Long.MAX_VALUE)) {
            Pipeline pipeline = plugIns.pipeline(source, dataset);
            try (Loader loader = new Loader(
                    pipeline, Math.min(count, source.batch()), source.shuffle(), experiment.seed(), 1, allocator)) {
                return preview(pipeline, loader, count);
            }
        }
    }

    private static DataPreview preview(Pipeline pipeline, Loader loader, int count) {
        Shape shape = pipeline.imageShape();
        float[] pixels = new float[shape.intSize()];
        List<byte[]> images = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        loader.epoch(0, 0);
        Optional<ImageBatch> batch = Optional.ofNullable(loader.next());
        while (batch.isPresent() && images.size() < count) {
            for (int i = 0; i < batch.get().count() && images.size() < count; i++) {
                batch.get().getPixels(i, pixels);
                images.add(shown(pixels, shape, pipeline.transforms()));
                labels.add(label(batch.get(), i, pipeline.dataset().classNames()));
            }
            batch = Optional.ofNullable(loader.next());
        }
        return new DataPreview(shape.intDim(0), shape.intDim(1), shape.intDim(2), images, labels);
    }

    /** The class of a row; where images are mixed the greater one, its share, and the other one: "61% dog, bird". */
    private static String label(ImageBatch batch, int row, List<String> names) {
        String own = names.get(batch.label(row));
        if (batch.mixture().isEmpty()) {
            return own;
        }
        LabelMixture mixture = batch.mixture().get();
        String other = names.get(mixture.label(row));
        long percent = Math.round(100.0 * mixture.share(row));
        return percent >= 50 ? shown(percent, own, other) : shown(100 - percent, other, own);
    }

    private static String shown(long percent, String greater, String other) {
        return percent == 100 ? greater : percent + "% " + greater + ", " + other;
    }

    /** Takes back what functions of a pixel did, which are taken as linear; what is still out of range is cut. */
    private static byte[] shown(float[] pixels, Shape shape, List<Transform> transforms) {
        byte[] shown = new byte[pixels.length];
        int plane = pixels.length / shape.intDim(0);
        for (int c = 0; c < shape.intDim(0); c++) {
            float zero = 0;
            float one = 1;
            for (Transform transform : transforms) {
                if (transform instanceof PointwiseTransform pointwise) {
                    zero = pointwise.map(c, zero);
                    one = pointwise.map(c, one);
                }
            }
            for (int i = c * plane; i < (c + 1) * plane; i++) {
                float value = zero == one ? pixels[i] : (pixels[i] - zero) / (one - zero);
                shown[i] = (byte) Math.max(0, Math.min(255, Math.round(255 * value)));
            }
        }
        return shown;
    }
}
