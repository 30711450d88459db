package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.backend.Snapshot;
import org.neocog.config.ConfigException;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.WeightsSection;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

class WeightsTest {
    @TempDir
    Path folder;

    private Fixture fixture;
    private RunSummary trained;

    @BeforeEach
    void train() throws Exception {
        fixture = new Fixture(folder);
        trained = fixture.train("a");
    }

    private Path checkpoint() {
        return fixture.run("a").resolve("checkpoints/step-00000015.safetensors");
    }

    /** Writes the trained weights under other names, without slots and with a counter of PyTorch. */
    private Path file(UnaryOperator<String> name) throws IOException {
        Path file = folder.resolve("weights.safetensors");
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Snapshot state = Safetensors.read(checkpoint(), allocator);
                Tensor counter = Tensor.zeros(allocator, TensorType.scalar(ElementType.INT64));
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put(name.apply("bn1.num_batches_tracked"), counter);
            state.tensors().forEach((key, tensor) -> {
                if (!key.contains("#")) {
                    tensors.put(name.apply(key), tensor);
                }
            });
            Safetensors.write(channel, tensors);
        }
        return file;
    }

    private Metrics evaluate(Optional<Path> weights, String... overrides) throws IOException {
        return fixture.engine
                .evaluate(fixture.experiment(overrides), weights, EvaluationOptions.NONE, RunListener.NONE)
                .eval();
    }

    @Test
    void stripsAPrefixAndPassesOverCounters() throws Exception {
        Path file = file(name -> "module." + name);
        assertEquals(trained.eval(), evaluate(Optional.of(file), "weights.strip-prefix=module."));
        assertEquals(
                trained.eval(),
                evaluate(Optional.empty(), "weights.file=" + file, "weights.strip-prefix=module."),
                "the section names the file as well");
    }

    @Test
    void takesWeightsOfAnotherPrecision() throws Exception {
        Metrics metrics = evaluate(Optional.of(file(name -> name)), "train.precision=float64");
        assertEquals(trained.eval().errors(), metrics.errors());
        assertEquals(trained.eval().loss(), metrics.loss(), 1e-5);
    }

    @Test
    void namesEverythingThatDoesNotFitAndThePrefix() throws Exception {
        Path file = file(name -> "module." + name);
        ConfigException e = assertThrows(ConfigException.class, () -> evaluate(Optional.of(file)));
        assertEquals("""
                weights: must fit the model, but 8 do not. Every name in the file begins with "module.": use -s weights.strip-prefix=module.
                weights: c1.weight is missing
                weights: c1.bias is missing
                weights: output.weight is missing
                weights: output.bias is missing
                weights: module.c1.weight is not part of the model
                weights: module.c1.bias is not part of the model
                weights: module.output.weight is not part of the model
                weights: module.output.bias is not part of the model""", e.getMessage());
    }

    @Test
    void refusesAPrefixThatMakesNamesEqual() throws Exception {
        Path file = file(name -> name.equals("c1.bias") ? "module.c1.weight" : name);
        ConfigException e =
                assertThrows(ConfigException.class, () -> evaluate(Optional.of(file), "weights.strip-prefix=module."));
        assertEquals(
                "weights.strip-prefix: must not make two names equal, but \"c1.weight\" and \"module.c1.weight\" are both"
                        + " \"c1.weight\" without it. Change it.",
                e.getMessage());
    }

    /** The same network without a dense layer: on images of any size. */
    private static final String CONVOLUTIONAL =
            "model={layers: [{conv2d: {filters: 4, kernel: 5, stride: 2}, name: c1}, relu,"
                    + " {max-pool: {size: 2}}, {conv2d: {filters: 10, kernel: 6}, name: output}, global-average-pool]}";

    @Test
    void readsADenseLayerAsAConvolution() throws Exception {
        Metrics metrics = evaluate(Optional.of(file(name -> name)), CONVOLUTIONAL, "weights.dense-as-convolution=true");
        assertEquals(trained.eval().errors(), metrics.errors());
        assertEquals(trained.eval().loss(), metrics.loss(), 1e-6);
        Metrics larger = evaluate(
                Optional.of(file(name -> name)),
                CONVOLUTIONAL,
                "weights.dense-as-convolution=true",
                "data.train.transforms=[{normalize: {mean: [0.1], std: [0.3]}}, {pad: 4}]");
        assertEquals(trained.eval().examples(), larger.examples());
        assertTrue(larger.loss() != metrics.loss(), "nine places of a larger image, not one");
    }

    @Test
    void readsADenseLayerAsAConvolutionOnlyWhenTold() throws Exception {
        Path file = file(name -> name);
        ConfigException e = assertThrows(ConfigException.class, () -> evaluate(Optional.of(file), CONVOLUTIONAL));
        assertEquals("""
                weights: must fit the model, but 1 does not. A convolution can take the weight of a dense layer: use -s weights.dense-as-convolution=true
                weights: output.weight is float32[10, 144], expected float32[10, 4, 6, 6]""", e.getMessage());
    }

    @Test
    void startsTrainingFromThem() throws Exception {
        double scratch = trained.trainLoss();
        RunSummary further = fixture.train("b", "weights.file=" + checkpoint(), "train.epochs=1");
        assertTrue(further.trainLoss() < scratch, further.trainLoss() + " < " + scratch);
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> fixture.train("c", "weights.file=" + checkpoint(), "model.layers.0.conv2d.filters=5"));
        assertTrue(
                e.getMessage().contains("c1.weight is float32[4, 1, 5, 5], expected float32[5, 1, 5, 5]"),
                e.getMessage());
    }

    @Test
    void writesTheLogitsOfAnEvaluation() throws Exception {
        Path file = folder.resolve("logits.safetensors");
        RunSummary summary = fixture.engine.evaluateRun(
                fixture.run("a"),
                new EvaluationOptions(Optional.empty(), Optional.empty(), Optional.of(file)),
                RunListener.NONE);
        assertEquals(trained.eval(), summary.eval());
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Snapshot written = Safetensors.read(file, allocator)) {
            Tensor logits = written.tensor("logits");
            assertEquals(TensorType.of(ElementType.FLOAT32, 100, 10), logits.type());
            long right = 0;
            for (int row = 0; row < 100; row++) {
                right += Evaluator.rank(logits, row, 10, label(row)) == 0 ? 1 : 0;
            }
            assertEquals(trained.eval().errors(), 100 - right);
        }
    }

    private int label(int row) throws IOException {
        PlugIns plugIns = new PlugIns(Fixture.CATALOG);
        DataSource source = fixture.experiment().data().eval().orElseThrow();
        try (FixedSizeDataset dataset = (FixedSizeDataset) plugIns.dataset(source);
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                ImageBatch batch = ImageBatch.allocate(allocator, ElementType.UINT8, dataset.imageShape(), 1)) {
            dataset.read(source.split(), new long[] {row}, 1, batch);
            return batch.label(0);
        }
    }

    /** The trained weights as Keras has them: {@code c1} [4, 1, 5, 5], and behind the flattened [4, 6, 6] {@code output} [10, 144]. */
    private Path kerasFile() throws IOException {
        Path file = folder.resolve("keras.safetensors");
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Snapshot state = Safetensors.read(checkpoint(), allocator);
                Tensor kernel = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, 5, 5, 1, 4));
                Tensor matrix = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, 144, 10));
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int place = 0; place < 25; place++) {
                for (int out = 0; out < 4; out++) {
                    kernel.setDouble(place * 4 + out, state.tensor("c1.weight").getDouble(out * 25L + place));
                }
            }
            for (int channelOf = 0; channelOf < 4; channelOf++) {
                for (int place = 0; place < 36; place++) {
                    for (int out = 0; out < 10; out++) {
                        matrix.setDouble(
                                (place * 4 + channelOf) * 10 + out,
                                state.tensor("output.weight").getDouble(out * 144L + channelOf * 36 + place));
                    }
                }
            }
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            tensors.put("c1/c1/kernel:0", kernel);
            tensors.put("c1/c1/bias:0", state.tensor("c1.bias"));
            tensors.put("dense_1/kernel", matrix);
            tensors.put("dense_1/bias", state.tensor("output.bias"));
            Safetensors.write(channel, tensors);
        }
        return file;
    }

    @Test
    void readsWeightsAsKerasHasThem() throws Exception {
        assertEquals(
                trained.eval(),
                evaluate(
                        Optional.of(kerasFile()),
                        "weights={layout: keras, rename: {dense_1: output}, flattened: [4, 6, 6]}"));
        Metrics mixedUp = evaluate(Optional.of(kerasFile()), "weights={layout: keras, rename: {dense_1: output}}");
        assertTrue(mixedUp.errors() > trained.eval().errors(), "the images are flattened in another order");
    }

    @Test
    void refusesAnotherLayoutThanThatOfTheFile() throws Exception {
        Path file = file(name -> name);
        ConfigException e =
                assertThrows(ConfigException.class, () -> evaluate(Optional.of(file), "weights={layout: keras}"));
        assertEquals(
                "weights.layout: must be that of the file, but is keras, and c1.weight [4, 1, 5, 5] is in the order of"
                        + " pytorch. Change it.",
                e.getMessage());
    }

    @Test
    void renamesLayers() throws Exception {
        Path file = file(name -> name.replace("c1.", "features.0.").replace("output.", "classifier."));
        assertEquals(
                trained.eval(),
                evaluate(Optional.of(file), "weights={rename: {features.0: c1, classifier: output, class: x}}"));
        ConfigException e = assertThrows(
                ConfigException.class,
                () -> evaluate(Optional.of(file), "weights={rename: {features.0: c1, classifier: c1}}"));
        assertTrue(e.getMessage().startsWith("weights: names must stay different, but \""), e.getMessage());
    }

    @Test
    void writesWeightsAsKerasHasThem() throws Exception {
        Path file = folder.resolve("written.safetensors");
        fixture.engine.writeWeights(
                file, fixture.engine.networkOfRun(fixture.run("a"), false, false), WeightsSection.Layout.KERAS);
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Snapshot written = Safetensors.read(file, allocator);
                Snapshot keras = Safetensors.read(kerasFile(), allocator)) {
            Map<String, String> names = Map.of(
                    "c1/kernel", "c1/c1/kernel:0",
                    "c1/bias", "c1/c1/bias:0",
                    "output/kernel", "dense_1/kernel",
                    "output/bias", "dense_1/bias");
            assertEquals(names.keySet(), Set.copyOf(written.tensors().keySet()));
            names.forEach((own, theirs) -> {
                assertEquals(keras.tensor(theirs).type(), written.tensor(own).type(), own);
                assertEquals(keras.tensor(theirs).bytes(), written.tensor(own).bytes(), own);
            });
        }
    }
}
