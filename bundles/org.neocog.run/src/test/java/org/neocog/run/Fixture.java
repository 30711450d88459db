package org.neocog.run;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.alexnet.AlexNetTemplate;
import org.neocog.architecture.googlenet.GoogLeNetTemplate;
import org.neocog.architecture.lenet.LeNet5Template;
import org.neocog.architecture.mobilenet.MobileNetTemplate;
import org.neocog.architecture.nin.NinTemplate;
import org.neocog.architecture.resnet.ResNetCifarTemplate;
import org.neocog.architecture.resnet.ResNetTemplate;
import org.neocog.architecture.vgg.VggTemplate;
import org.neocog.architecture.xception.XceptionTemplate;
import org.neocog.backend.Backend;
import org.neocog.backend.Snapshot;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.config.Catalog;
import org.neocog.config.PlugIn;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.TransformType;
import org.neocog.dataset.cifar.Cifar10DatasetType;
import org.neocog.dataset.digits.DigitsDatasetType;
import org.neocog.dataset.transform.MixupTransformType;
import org.neocog.dataset.transform.NormalizeTransformType;
import org.neocog.dataset.transform.PadTransformType;
import org.neocog.dataset.transform.RandomCropTransformType;
import org.neocog.dataset.transform.RandomHorizontalFlipTransformType;
import org.neocog.dataset.transform.TenCropTransformType;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ExperimentReader;
import org.neocog.layer.LayerType;
import org.neocog.layer.activation.ReluLayer;
import org.neocog.layer.activation.ScaledTanhLayer;
import org.neocog.layer.activation.SigmoidLayer;
import org.neocog.layer.activation.TanhLayer;
import org.neocog.layer.convolution.Conv2dLayer;
import org.neocog.layer.convolution.DepthwiseConv2dLayer;
import org.neocog.layer.convolution.SeparableConv2dLayer;
import org.neocog.layer.core.DenseLayer;
import org.neocog.layer.core.FlattenLayer;
import org.neocog.layer.core.PadLayer;
import org.neocog.layer.core.RbfLayer;
import org.neocog.layer.core.SoftmaxLayer;
import org.neocog.layer.merge.AddLayer;
import org.neocog.layer.merge.ConcatenateLayer;
import org.neocog.layer.merge.ZeroPadShortcutLayer;
import org.neocog.layer.normalization.BatchNormLayer;
import org.neocog.layer.normalization.DropoutLayer;
import org.neocog.layer.normalization.LocalResponseNormLayer;
import org.neocog.layer.pooling.AveragePoolLayer;
import org.neocog.layer.pooling.GlobalAveragePoolLayer;
import org.neocog.layer.pooling.MaxPoolLayer;
import org.neocog.layer.pooling.SubsamplingLayer;
import org.neocog.optimizer.InitializerType;
import org.neocog.optimizer.OptimizerType;
import org.neocog.optimizer.ScheduleType;
import org.neocog.optimizer.initializer.ConstantInitializerType;
import org.neocog.optimizer.initializer.FilterInitializerType;
import org.neocog.optimizer.initializer.GlorotInitializerType;
import org.neocog.optimizer.initializer.HeInitializerType;
import org.neocog.optimizer.initializer.LecunInitializerType;
import org.neocog.optimizer.initializer.NormalInitializerType;
import org.neocog.optimizer.initializer.UniformFanInInitializerType;
import org.neocog.optimizer.initializer.UniformInitializerType;
import org.neocog.optimizer.schedule.ConstantScheduleType;
import org.neocog.optimizer.schedule.MultistepScheduleType;
import org.neocog.optimizer.schedule.PlateauScheduleType;
import org.neocog.optimizer.sgd.SgdOptimizerType;
import org.neocog.tensor.Tensor;

/** An engine on real plug-ins without a framework, and a small experiment: 300 digits, 100 to evaluate, a net of one convolution. */
final class Fixture {
    static final Catalog CATALOG = Catalog.of(Map.ofEntries(
            Map.entry(
                    LayerType.KIND,
                    List.<PlugIn>of(
                            new DenseLayer(),
                            new FlattenLayer(),
                            new PadLayer(),
                            new RbfLayer(),
                            new SoftmaxLayer(),
                            new Conv2dLayer(),
                            new DepthwiseConv2dLayer(),
                            new SeparableConv2dLayer(),
                            new AveragePoolLayer(),
                            new GlobalAveragePoolLayer(),
                            new MaxPoolLayer(),
                            new SubsamplingLayer(),
                            new ReluLayer(),
                            new ScaledTanhLayer(),
                            new SigmoidLayer(),
                            new TanhLayer(),
                            new AddLayer(),
                            new ConcatenateLayer(),
                            new ZeroPadShortcutLayer(),
                            new BatchNormLayer(),
                            new DropoutLayer(),
                            new LocalResponseNormLayer())),
            Map.entry(
                    InitializerType.KIND,
                    List.<PlugIn>of(
                            new ConstantInitializerType(),
                            new FilterInitializerType(),
                            new GlorotInitializerType(),
                            new HeInitializerType(),
                            new LecunInitializerType(),
                            new NormalInitializerType(),
                            new UniformFanInInitializerType(),
                            new UniformInitializerType())),
            Map.entry(OptimizerType.KIND, List.<PlugIn>of(new SgdOptimizerType())),
            Map.entry(
                    ScheduleType.KIND,
                    List.<PlugIn>of(
                            new ConstantScheduleType(), new MultistepScheduleType(), new PlateauScheduleType())),
            Map.entry(
                    TransformType.KIND,
                    List.<PlugIn>of(
                            new MixupTransformType(),
                            new PadTransformType(),
                            new NormalizeTransformType(),
                            new RandomCropTransformType(),
                            new RandomHorizontalFlipTransformType(),
                            new TenCropTransformType())),
            Map.entry(
                    ArchitectureTemplate.KIND,
                    List.<PlugIn>of(
                            new AlexNetTemplate(),
                            new GoogLeNetTemplate(),
                            new LeNet5Template(),
                            new MobileNetTemplate(),
                            new NinTemplate(),
                            new ResNetCifarTemplate(),
                            new ResNetTemplate(),
                            new VggTemplate(),
                            new XceptionTemplate())),
            Map.entry(
                    DatasetType.KIND,
                    List.<PlugIn>of(new DigitsDatasetType(), new Cifar10DatasetType(), new NoiseDatasetType()))));

    private final Path folder;
    final ExperimentReader reader = new ExperimentReader(CATALOG);
    final Backends backends = new Backends();
    final LocalRunEngine engine = new LocalRunEngine(CATALOG, backends, reader, () -> List.of());

    Fixture(Path folder) {
        this.folder = folder;
        backends.add(new ReferenceBackend(), Map.of(Backend.NAME, "reference", Backend.COMPLETE, true), "class path");
    }

    void addBackend(String name, Backend backend) {
        backends.add(backend, Map.of(Backend.NAME, name), "class path");
    }

    void removeBackend(Backend backend) {
        backends.remove(backend);
    }

    Experiment experiment(String... overrides) throws IOException {
        Path file = folder.resolve("small.yaml");
        // the cache is shared by all tests of this module; digits are generated once
        Files.writeString(file, """
                neocog: 1
                name: small
                seed: 7
                data:
                  train: {dataset: digits, train-size: 300, test-size: 100, cache: target/digits, split: train, batch: 64,
                          transforms: [{normalize: {mean: [0.1], std: [0.3]}}]}
                  eval: {dataset: digits, train-size: 300, test-size: 100, cache: target/digits, split: test, batch: 64,
                         transforms: "${data.train.transforms}"}
                model:
                  layers:
                    - {conv2d: {filters: 4, kernel: 5, stride: 2}, name: c1}
                    - relu
                    - {max-pool: {size: 2}}
                    - flatten
                    - {dense: {units: 10}, name: output}
                loss: softmax-cross-entropy
                optimizer: {type: sgd, learning-rate: 0.05, momentum: 0.9}
                schedule: {type: multistep, milestones: [2], gamma: 0.1}
                train: {epochs: 3}
                checkpoint: {every: {epochs: 1}, keep: 10}
                backend: {prefer: [reference], threads: 2}
                """);
        return reader.read(file, List.of(overrides), Environment.of(Map.of()));
    }

    /** Writes a config and reads it. */
    Experiment read(String text, String... overrides) throws IOException {
        Path file = folder.resolve("x.yaml");
        Files.writeString(file, text);
        return reader.read(file, List.of(overrides), Environment.of(Map.of()));
    }

    Path run(String name) {
        return folder.resolve(name);
    }

    RunSummary train(String name, String... overrides) throws IOException, InterruptedException {
        return train(name, experiment(overrides));
    }

    RunSummary train(String name, Experiment experiment) throws InterruptedException {
        return engine.start(experiment, Optional.of(run(name)), folder, Optional.empty(), RunListener.NONE)
                .await();
    }

    /** The losses of all steps as written, hence to the bit. */
    static List<String> losses(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(Json::parse)
                .filter(line -> line.get("type").getAsString().equals("step"))
                .map(line -> line.get("step") + " " + line.get("loss"))
                .toList();
    }

    /** Bytes of the checkpoint of a step. */
    static byte[] weights(Path run, long step) throws IOException {
        return Files.readAllBytes(run.resolve("checkpoints/step-%08d.safetensors".formatted(step)));
    }

    /** The values of a variable in the checkpoint of a step. */
    static double[] values(Path run, long step, String variable) throws IOException {
        try (BufferAllocator allocator = NeocogAllocators.root("values", Long.MAX_VALUE);
                Snapshot state =
                        Safetensors.read(run.resolve("checkpoints/step-%08d.safetensors".formatted(step)), allocator)) {
            Tensor tensor = state.tensor(variable);
            double[] values = new double[tensor.shape().intSize()];
            tensor.copyTo(values);
            return values;
        }
    }

    /** The lines of the metrics that end epochs. */
    static List<JsonObject> epochs(Path run) throws IOException {
        return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
                .map(Json::parse)
                .filter(line -> line.get("type").getAsString().equals("epoch"))
                .toList();
    }

    static List<JsonObject> events(Path run) throws IOException {
        return Files.readAllLines(run.resolve("events.jsonl")).stream()
                .map(Json::parse)
                .toList();
    }
}
