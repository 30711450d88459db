package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.config.ConfigException;
import org.neocog.config.MappingNode;
import org.neocog.experiment.ConfigText;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;

class PlannerTest {
    @TempDir
    Path folder;

    private Plan plan(String architecture, String... options) {
        Fixture fixture = new Fixture(folder);
        return fixture.engine.plan(fixture.reader.architecture(architecture, List.of(options)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lenet5       | variant=modern                            | 61706     | 0
            lenet5       | variant=1998                              | 60000     |
            alexnet      | variant=two-groups                        | 60965224  | 0
            alexnet      | variant=one-column                        | 61100840  | 0
            vgg          | configuration=A                           | 132863336 | 0
            vgg          | configuration=A-LRN                       | 132863336 | 0
            vgg          | configuration=C                           | 133638952 | 0
            vgg          | configuration=E batch-norm=true           | 143678248 |
            nin          | dataset=cifar10                           | 966986    | 0
            nin          | dataset=imagenet                          | 7595176   | 0
            googlenet    | fidelity=paper auxiliary=false            | 6998552   | 0
            googlenet    | fidelity=paper auxiliary=true             | 13378280  | 0
            googlenet    | fidelity=torchvision auxiliary=false      | 6624904   |
            googlenet    | fidelity=torchvision auxiliary=true       | 13004888  |
            resnet       | depth=18                                  | 11689512  |
            resnet       | depth=50                                  | 25557032  |
            resnet       | depth=152                                 | 60192808  |
            resnet-cifar | depth=20 shortcut=A                       | 269722    |
            resnet-cifar | depth=110 shortcut=B                      | 1730714   |
            xception     | classes=1000                              | 22855952  | 54528
            mobilenet    | width=1.0                                 | 4231976   | 21888
            """)
    void countsWhatTheLiteratureCounts(String architecture, String options, long parameters, Long buffers) {
        Plan plan = plan(architecture, options.split(" "));
        assertEquals(parameters, plan.totals().parameters());
        assertEquals(
                parameters,
                plan.layers().stream().mapToLong(Plan.Layer::parameters).sum());
        assertEquals(
                plan.totals().buffers(),
                plan.layers().stream().mapToLong(Plan.Layer::buffers).sum());
        if (buffers != null) {
            assertEquals(buffers, plan.totals().buffers());
        }
    }

    @Test
    void leavesLayersThatOnlyTrainingHasOutOfTheMultiplications() {
        Plan with = plan("googlenet", "fidelity=torchvision", "auxiliary=true");
        Plan without = plan("googlenet", "fidelity=torchvision", "auxiliary=false");
        assertEquals(without.totals().macs(), with.totals().macs());
        assertEquals(1498, with.totals().macs() / 1_000_000);
        assertEquals(
                List.of("aux1", "aux2"),
                with.layers().stream()
                        .filter(Plan.Layer::trainingOnly)
                        .map(layer -> layer.name().split("\\.")[0])
                        .distinct()
                        .toList());
    }

    @Test
    void addsUpMemory() throws Exception {
        Fixture fixture = new Fixture(folder);
        Plan plan = fixture.engine.plan(fixture.experiment());
        // per image: 28x28 pixels; c1, relu, pool, flatten, dense
        long activations = 4L * (576 + 576 + 144 + 144 + 10);
        long values = 4 * 25 + 4 + 1440 + 10;
        Plan.Memory memory = plan.memory();
        assertEquals(64, memory.batch());
        assertEquals(4 * values, memory.weights());
        assertEquals(4 * values, memory.gradients());
        assertEquals(4 * values, memory.slots(), "momentum");
        assertEquals(64 * (4 * 784 + activations), memory.activations());
        assertEquals(64 * activations, memory.activationGradients());
        assertEquals(
                4 * values + 64 * 4 * (784 + 576), memory.inference(), "the images with the first layer are the most");
        assertEquals(3 * 4 * values + 64 * (4 * 784 + 2 * activations), memory.training());
        assertEquals(2.0 * plan.totals().macs() / values, plan.totals().flopsPerParameter());
        Plan twice = fixture.engine.plan(fixture.experiment("train.precision=float64", "~optimizer.momentum"));
        assertEquals(8 * values, twice.memory().weights());
        assertEquals(0, twice.memory().slots());
        Plan.Memory narrow = fixture.engine
                .plan(fixture.experiment("train.precision=bfloat16"))
                .memory();
        assertEquals(4 * values, narrow.weights());
        assertEquals(memory.slots(), narrow.slots());
        assertEquals(memory.activationGradients() / 2, narrow.activationGradients());
    }

    private static final String STRIDE_1 = "model.layers.0.conv2d.stride=1";

    @Test
    void saysWhatTheBackendLeavesToAnother() throws Exception {
        Fixture fixture = new Fixture(folder);
        fixture.addBackend("picky", new PickyBackend(node -> !node.op().name().equals("convolution")));
        List<String> warnings = fixture.engine
                .plan(fixture.experiment("backend.prefer=[picky, reference]", STRIDE_1))
                .warnings();
        assertEquals(
                List.of("backend \"picky\" does not support convolution (c1); another one computes that, with 57600 of"
                        + " 63360 multiplications. [F1]"),
                warnings);
        assertEquals(
                List.of(), fixture.engine.plan(fixture.experiment(STRIDE_1)).warnings());
    }

    @Test
    void warnsOfWhatWindowsLeaveOut() throws Exception {
        Fixture fixture = new Fixture(folder);
        assertEquals(
                List.of(),
                fixture.engine
                        .plan(fixture.experiment("model.layers.0.conv2d.kernel=6"))
                        .warnings());
        assertEquals(
                List.of(
                        "input: the product of the strides should divide height and width, but input=[1, 28, 28],"
                                + " product=12. Another size of the images would fit better. [R1]",
                        "conv2d \"c1\": the rightmost and bottom columns are not processed: input=[28, 28], window=[5, 5],"
                                + " stride=[3, 3], not processed=[2, 2]. Pad, or change the input or the stride. [R2]",
                        "max-pool \"max-pool1\": a pooling window over 3 loses much, but window=[4, 4]. Pool less at a"
                                + " time. [R3]"),
                fixture.engine
                        .plan(fixture.experiment("model.layers.0.conv2d.stride=3", "model.layers.2.max-pool.size=4"))
                        .warnings());
        assertEquals(List.of(), plan("vgg", "configuration=D").warnings());
        assertTrue(
                plan("googlenet").warnings().stream().noneMatch(warning -> warning.contains("[R1]")),
                "the strides of auxiliary classifiers do not count");
        assertTrue(plan("resnet", "depth=50").warnings().isEmpty(), "an average over everything is no large window");
    }

    @Test
    void namesTemplatesAndOptionsThatAreNear() {
        ConfigException architecture = assertThrows(ConfigException.class, () -> plan("lenet"));
        assertTrue(
                architecture.getMessage().contains("architecture \"lenet\" is not offered")
                        && architecture.getMessage().contains("Did you mean \"lenet5\"?"),
                architecture.getMessage());
        ConfigException option = assertThrows(ConfigException.class, () -> plan("vgg", "configurations=A"));
        assertEquals(
                "-s configurations=A: unknown key \"configurations\"; did you mean \"configuration\"?",
                option.getMessage());
        ConfigException value = assertThrows(ConfigException.class, () -> plan("resnet", "depth=51"));
        assertTrue(value.getMessage().startsWith("-s depth=51: depth must be "), value.getMessage());
    }

    @Test
    void trainsTheSameFromTheLayersThatATemplateBuilds() throws Exception {
        String digits = """
                neocog: 1
                data:
                  train: {dataset: digits, train-size: 60, test-size: 20, cache: target/digits-small, batch: 20, transforms: [{pad: 2}]}
                model: {architecture: lenet5}
                optimizer: {type: sgd, learning-rate: 0.05}
                train: {steps: 3}
                backend: {prefer: [reference]}
                """;
        String noise = """
                neocog: 1
                data: {train: {dataset: noise, batch: 8}}
                model: {architecture: resnet-cifar, depth: 20, resolution: 8}
                optimizer: {type: sgd, learning-rate: 0.05}
                train: {steps: 3}
                backend: {prefer: [reference]}
                """;
        requireSame("lenet5", digits);
        requireSame("resnet20", noise);
    }

    /** Every template and variant: its layers as YAML make the network that the template makes. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lenet5       | variant=1998
            alexnet      | variant=two-groups
            alexnet      | variant=one-column
            vgg          | configuration=A-LRN
            vgg          | configuration=C
            vgg          | configuration=E batch-norm=true
            vgg          | configuration=D head=convolution resolution=256
            nin          | dataset=cifar10
            nin          | dataset=imagenet
            googlenet    | fidelity=paper auxiliary=true
            googlenet    | fidelity=torchvision auxiliary=true
            resnet       | depth=18 fidelity=paper
            resnet       | depth=50 fidelity=torchvision
            resnet       | depth=152
            resnet-cifar | depth=20 shortcut=A
            resnet-cifar | depth=110 shortcut=B
            xception     | classes=1000
            mobilenet    | width=0.5 resolution=160
            """)
    void plansTheSameFromTheLayersThatATemplateBuilds(String architecture, String options) throws Exception {
        Fixture fixture = new Fixture(folder);
        Plan plan = plan(architecture, options.split(" "));
        Experiment layers = fixture.read(
                ConfigText.write(MappingNode.of("model", new ModelSection.Layers(plan.network()).toNode())) + """
                neocog: 1
                data: {train: {dataset: noise}}
                optimizer: {type: sgd, learning-rate: 0.05, momentum: 0.9}
                train: {steps: 1}
                """);
        Plan again = fixture.engine.plan(layers);
        assertEquals(plan.input(), again.input());
        assertEquals(plan.layers(), again.layers());
        assertEquals(plan.totals(), again.totals());
        assertEquals(plan.network().auxiliary(), again.network().auxiliary());
        assertEquals(plan.warnings(), again.warnings());
    }

    private void requireSame(String name, String config) throws Exception {
        Fixture fixture = new Fixture(folder);
        Experiment template = fixture.read(config);
        Plan plan = fixture.engine.plan(template);
        String written =
                ConfigText.write(template.resolved().with("model", new ModelSection.Layers(plan.network()).toNode()));
        Experiment layers = fixture.read(written);
        assertTrue(layers.model() instanceof ModelSection.Layers, written);
        assertEquals(plan.layers(), fixture.engine.plan(layers).layers());
        fixture.train(name + "-template", template);
        fixture.train(name + "-layers", layers);
        List<String> losses = Fixture.losses(fixture.run(name + "-template"));
        assertEquals(3, losses.size());
        assertEquals(losses, Fixture.losses(fixture.run(name + "-layers")));
        assertArrayEquals(
                Fixture.weights(fixture.run(name + "-template"), 3), Fixture.weights(fixture.run(name + "-layers"), 3));
    }
}
