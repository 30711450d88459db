package org.neocog.benchmarks.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Options;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.Loader;
import org.neocog.dataset.Pipeline;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.dataset.cifar.Cifar10DatasetType;
import org.neocog.dataset.imagenet.ImageFolderDatasetType;
import org.neocog.dataset.mnist.MnistDatasetType;
import org.neocog.dataset.support.ImageCache;
import org.neocog.dataset.transform.CenterCropTransformType;
import org.neocog.dataset.transform.NormalizeTransformType;
import org.neocog.dataset.transform.RandomCropTransformType;
import org.neocog.dataset.transform.RandomHorizontalFlipTransformType;
import org.neocog.dataset.transform.RandomResizedCropTransformType;
import org.neocog.dataset.transform.ResizeTransformType;
import org.neocog.image.CorruptImageException;
import org.neocog.image.Image;
import org.neocog.image.imageio.ImageIoDecoder;
import org.neocog.tensor.Shape;

/** What a benchmark loads, epoch after epoch. */
abstract class LoaderTask implements AutoCloseable {
    private static final List<Double> MEAN = List.of(0.485, 0.456, 0.406);
    private static final List<Double> STD = List.of(0.229, 0.224, 0.225);

    private @Nullable Path scratch;

    /** @return how many images it got */
    abstract int next() throws CorruptImageException;

    /** Gives back all but the scratch folder. */
    abstract void release();

    @Override
    public final void close() {
        release();
        if (scratch != null) {
            delete(scratch);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LoaderTask open(String name, int workers) throws IOException {
        Path data = Path.of(System.getenv().getOrDefault("DATA", "data"));
        return switch (name) {
            case "mnist" ->
                fixed(
                        open(new MnistDatasetType(), data.resolve("mnist")),
                        256,
                        workers,
                        List.of(new Named(
                                new NormalizeTransformType(), "mean", List.of(0.1307), "std", List.of(0.3081))));
            case "cifar10" ->
                fixed(
                        open(new Cifar10DatasetType(), data.resolve("cifar10/cifar-10-binary.tar.gz")),
                        128,
                        workers,
                        List.of(
                                new Named(new RandomCropTransformType(), "size", List.of(32), "padding", 4),
                                new Named(new RandomHorizontalFlipTransformType()),
                                new Named(new NormalizeTransformType(), "mean", MEAN, "std", STD)));
            case "imagenet", "imagenet-cache", "imagenet-decoder" -> photographs(name, data, workers);
            default -> throw new IllegalArgumentException("task: there is none like " + name);
        };
    }

    /** Of images that are copied, which only this task uses and {@link #close} deletes. */
    private static LoaderTask photographs(String name, Path data, int workers) throws IOException {
        Path scratch = Files.createTempDirectory("neocog-benchmark");
        AnySizeDataset folder = folder(data, scratch);
        LoaderTask task = switch (name) {
            case "imagenet" -> new Batches(imagenet(folder), 32, workers);
            case "imagenet-cache" -> new Batches(cached(folder, scratch.resolve("cache")), 64, workers);
            default -> new Decoding(folder);
        };
        task.scratch = scratch;
        return task;
    }

    /** Reads options of a dataset and a transform and makes an allocator; opens nothing. */
    static void start() {
        DatasetType type = new MnistDatasetType();
        Options.of(type.schema(), "path", "none");
        transforms(
                Shape.of(1, 28, 28),
                List.of(new Named(new NormalizeTransformType(), "mean", List.of(0.1307), "std", List.of(0.3081))));
        NeocogAllocators.root("start", Long.MAX_VALUE).close();
    }

    /** A transform and its options. */
    private record Named(TransformType type, Object... optionsOf) {
        Options options() {
            return Options.of(type.schema(), optionsOf);
        }
    }

    private static Dataset open(DatasetType type, Path path) {
        return type.open(Options.of(type.schema(), "path", path.toString()));
    }

    private static LoaderTask fixed(Dataset dataset, int batch, int workers, List<Named> named) {
        FixedSizeDataset fixed = (FixedSizeDataset) dataset;
        return new Batches(new Pipeline(fixed, "train", 0, transforms(fixed.imageShape(), named)), batch, workers);
    }

    private static List<Transform> transforms(Shape input, List<Named> named) {
        List<Transform> transforms = new ArrayList<>();
        Shape shape = input;
        for (Named each : named) {
            Transform transform = each.type.create(each.options(), shape);
            transforms.add(transform);
            shape = transform.outputShape();
        }
        return transforms;
    }

    /** The full-size images as one class. */
    private static AnySizeDataset folder(Path data, Path scratch) throws IOException {
        Path root = scratch.resolve("images");
        Path all = Files.createDirectories(root.resolve("all"));
        try (DirectoryStream<Path> images = Files.newDirectoryStream(data.resolve("imagenet-mini/full-size"))) {
            for (Path image : images) {
                Files.copy(image, all.resolve(image.getFileName()));
            }
        }
        return (AnySizeDataset) open(new ImageFolderDatasetType(List.of(new ImageIoDecoder())), root);
    }

    private static Pipeline imagenet(AnySizeDataset folder) {
        ImageTransform crop = image(new Named(new RandomResizedCropTransformType(), "size", List.of(224)));
        Shape shape = crop.outputShape().orElseThrow();
        return new Pipeline(folder, "train", 0, List.of(crop), transforms(shape, augmented()));
    }

    private static ImageTransform image(Named named) {
        return named.type.createForAnySize(named.options(), 3);
    }

    private static List<Named> augmented() {
        return List.of(
                new Named(new RandomHorizontalFlipTransformType()),
                new Named(new NormalizeTransformType(), "mean", MEAN, "std", STD));
    }

    private static Pipeline cached(AnySizeDataset folder, Path cache) throws IOException {
        List<ImageTransform> before = List.of(
                image(new Named(new ResizeTransformType(), "size", List.of(256))),
                image(new Named(new CenterCropTransformType(), "size", List.of(256))));
        List<Named> after = new ArrayList<>(List.of(new Named(new RandomCropTransformType(), "size", List.of(224))));
        after.addAll(augmented());
        Pipeline pipeline = new Pipeline(folder, "train", 0, before, transforms(Shape.of(3, 256, 256), after));
        return pipeline.from(new ImageCache(cache).open(pipeline, "256", 2, (done, of) -> {}));
    }

    private static final class Batches extends LoaderTask {
        private final Dataset dataset;
        private final BufferAllocator allocator = NeocogAllocators.root("benchmark", Long.MAX_VALUE);
        private final Loader loader;
        private int epoch;

        Batches(Pipeline pipeline, int batch, int workers) {
            dataset = pipeline.dataset();
            loader = new Loader(pipeline, batch, true, 1, workers, allocator);
            loader.epoch(epoch, 0);
        }

        @Override
        int next() {
            ImageBatch batch = loader.next();
            while (batch == null) {
                loader.epoch(++epoch, 0);
                batch = loader.next();
            }
            return batch.count();
        }

        @Override
        void release() {
            loader.close();
            allocator.close();
            dataset.close();
        }
    }

    private static final class Decoding extends LoaderTask {
        private final AnySizeDataset dataset;
        private final ExampleReader reader;
        private final Image image = new Image();
        private long next;

        Decoding(AnySizeDataset dataset) {
            this.dataset = dataset;
            this.reader = dataset.reader("train");
        }

        @Override
        int next() throws CorruptImageException {
            reader.read(next, image);
            next = (next + 1) % dataset.size("train");
            return 1;
        }

        @Override
        void release() {
            reader.close();
            dataset.close();
        }
    }
}
