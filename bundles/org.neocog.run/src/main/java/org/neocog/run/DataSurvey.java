package org.neocog.run;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Counts what is in a split. One for all parts of an experiment: it knows the images of those before. Threading: one thread. */
final class DataSurvey {
    private static final int CHUNK = 256;
    private static final int SHOWN = 10;

    private final Map<String, Seen> seen = new HashMap<>();
    private final MessageDigest digest = sha256();

    private double[] sums = {};
    private double[] squares = {};
    private long pixels;
    private long[] classes = {};
    private final Map<String, Long> sizes = new TreeMap<>();
    private long duplicates;
    private long duplicatesOfOtherClass;
    private final List<String> firstDuplicates = new ArrayList<>();
    private long corrupt;
    private final List<String> firstCorrupt = new ArrayList<>();

    /** Where an image was first. */
    private record Seen(String split, long index, int label) {}

    /** Goes through the first {@code examples} of a split. */
    DataStatistics of(String name, Dataset dataset, String split, long examples, BufferAllocator allocator) {
        clear(dataset);
        boolean floats = dataset instanceof FixedSizeDataset of && of.element() == ElementType.FLOAT32;
        double scale = floats ? 1 : 255;
        if (dataset instanceof FixedSizeDataset fixed) {
            survey(fixed, split, examples, allocator);
        } else {
            survey((AnySizeDataset) dataset, split, examples);
        }
        Map<String, Long> named = new LinkedHashMap<>();
        for (int label = 0; label < classes.length; label++) {
            named.merge(dataset.classNames().get(label), classes[label], Long::sum);
        }
        Map<String, Long> frequent = new LinkedHashMap<>();
        sizes.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> frequent.put(entry.getKey(), entry.getValue()));
        List<Double> mean = new ArrayList<>();
        List<Double> deviation = new ArrayList<>();
        for (int c = 0; c < sums.length; c++) {
            double m = sums[c] / pixels;
            mean.add(m / scale);
            deviation.add(Math.sqrt(Math.max(0, squares[c] / pixels - m * m)) / scale);
        }
        return new DataStatistics(
                name,
                split,
                examples,
                named,
                frequent,
                mean,
                deviation,
                duplicates,
                duplicatesOfOtherClass,
                List.copyOf(firstDuplicates),
                corrupt,
                List.copyOf(firstCorrupt));
    }

    private void clear(Dataset dataset) {
        int channels = dataset instanceof FixedSizeDataset fixed
                ? fixed.imageShape().intDim(0)
                : ((AnySizeDataset) dataset).channels();
        sums = new double[channels];
        squares = new double[channels];
        pixels = 0;
        classes = new long[dataset.classNames().size()];
        sizes.clear();
        duplicates = 0;
        duplicatesOfOtherClass = 0;
        firstDuplicates.clear();
        corrupt = 0;
        firstCorrupt.clear();
    }

    private void survey(FixedSizeDataset dataset, String split, long examples, BufferAllocator allocator) {
        Shape shape = dataset.imageShape();
        int plane = shape.intDim(1) * shape.intDim(2);
        boolean floats = dataset.element() == ElementType.FLOAT32;
        byte[] image = new byte[shape.intSize() * dataset.element().bytes()];
        FloatBuffer numbers =
                ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        long[] indices = new long[CHUNK];
        try (ImageBatch batch = ImageBatch.allocate(allocator, dataset.element(), shape, CHUNK)) {
            for (long first = 0; first < examples; first += CHUNK) {
                int count = (int) Math.min(CHUNK, examples - first);
                for (int i = 0; i < count; i++) {
                    indices[i] = first + i;
                }
                dataset.read(split, indices, count, batch);
                for (int i = 0; i < count; i++) {
                    batch.images().bytes().get(i * image.length, image);
                    for (int c = 0; c < sums.length; c++) {
                        if (floats) {
                            add(c, numbers, c * plane, (c + 1) * plane);
                        } else {
                            add(c, image, c * plane, (c + 1) * plane, 1);
                        }
                    }
                    pixels += plane;
                    count(split, first + i, batch.label(i), image, image.length, shape.intDim(1), shape.intDim(2));
                }
            }
        }
    }

    private void survey(AnySizeDataset dataset, String split, long examples) {
        Image image = new Image();
        try (ExampleReader reader = dataset.reader(split)) {
            for (long index = 0; index < examples; index++) {
                try {
                    int label = reader.read(index, image);
                    int channels = image.channels();
                    for (int c = 0; c < channels; c++) {
                        add(c, image.pixels(), c, image.size(), channels);
                    }
                    pixels += (long) image.height() * image.width();
                    count(split, index, label, image.pixels(), image.size(), image.height(), image.width());
                } catch (CorruptImageException e) {
                    classes[reader.label(index)]++;
                    corrupt++;
                    if (firstCorrupt.size() < SHOWN) {
                        firstCorrupt.add(e.getMessage());
                    }
                }
            }
        }
    }

    private void add(int channel, byte[] image, int from, int to, int step) {
        long sum = 0;
        long square = 0;
        for (int i = from; i < to; i += step) {
            int value = image[i] & 0xff;
            sum += value;
            square += value * value;
        }
        sums[channel] += sum;
        squares[channel] += square;
    }

    private void add(int channel, FloatBuffer image, int from, int to) {
        for (int i = from; i < to; i++) {
            double value = image.get(i);
            sums[channel] += value;
            squares[channel] += value * value;
        }
    }

    private void count(String split, long index, int label, byte[] image, int bytes, int height, int width) {
        classes[label]++;
        String size = height + " x " + width;
        sizes.merge(size, 1L, Long::sum);
        digest.update(image, 0, bytes);
        Seen before = seen.putIfAbsent(
                size + HexFormat.of().formatHex(digest.digest(), 0, 16), new Seen(split, index, label));
        if (before != null) {
            duplicates++;
            duplicatesOfOtherClass += before.label == label ? 0 : 1;
            if (firstDuplicates.size() < SHOWN) {
                firstDuplicates.add(split + " " + index + " = " + before.split + " " + before.index
                        + (before.label == label ? "" : ", of another class"));
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("data: every Java platform has SHA-256, but this one does not.", e);
        }
    }
}
