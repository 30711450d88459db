package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Names and shapes of variables are those of weights that are around. */
class ParameterNamesTest {
    private static Set<String> variables(boolean training, String name, String options) {
        ModelSpec spec = Networks.spec(name, Networks.options(options));
        GraphBuilder builder = new GraphBuilder("names");
        TensorType images = new TensorType(ElementType.FLOAT32, Shape.of(2).concat(spec.input()));
        return Model.of(spec, Networks.CATALOG)
                .lower(builder, builder.input("images", images), training)
                .variables()
                .stream()
                .map(declared -> show(declared.variable()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String show(Variable variable) {
        return variable.name() + " " + variable.type().shape();
    }

    /** The header of a file of weights for PyTorch (akamaster/pytorch_resnet_cifar10), without the prefix {@code module.}. */
    @Test
    void resNet20TakesTheWeightsThatAreAround() throws IOException {
        try (InputStream in = ParameterNamesTest.class.getResourceAsStream("resnet20-names.txt")) {
            Set<String> expected = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .collect(Collectors.toCollection(TreeSet::new));
            assertEquals(97, expected.size());
            assertEquals(expected, variables(false, "resnet-cifar", "depth=20 shortcut=A"));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alexnet      | variant=one-column                    | features.0.weight [64, 3, 11, 11], features.10.bias [256], classifier.1.weight [4096, 9216], classifier.6.bias [1000]
            alexnet      | variant=two-groups                    | conv1.weight [96, 3, 11, 11], conv2.weight [256, 48, 5, 5], conv5.weight [256, 192, 3, 3], fc8.bias [1000]
            vgg          | configuration=D                       | features.0.weight [64, 3, 3, 3], features.28.weight [512, 512, 3, 3], classifier.0.weight [4096, 25088], classifier.6.weight [1000, 4096]
            vgg          | configuration=D batch-norm=true       | features.1.running_mean [64], features.40.weight [512, 512, 3, 3], features.40.bias [512], features.41.running_var [512]
            vgg          | configuration=E                       | features.34.weight [512, 512, 3, 3]
            vgg          | configuration=E batch-norm=true       | features.49.weight [512, 512, 3, 3], features.50.weight [512]
            googlenet    | fidelity=torchvision                  | conv1.conv.weight [64, 3, 7, 7], conv1.bn.running_var [64], inception3a.branch1.conv.weight [64, 192, 1, 1], inception3a.branch2.1.bn.weight [128], inception4c.branch3.1.conv.weight [64, 24, 3, 3], inception5b.branch4.1.conv.weight [128, 832, 1, 1], aux1.conv.conv.weight [128, 512, 1, 1], aux1.conv.bn.bias [128], aux2.fc1.weight [1024, 2048], aux2.fc2.bias [1000], fc.weight [1000, 1024]
            resnet       | depth=50                              | conv1.weight [64, 3, 7, 7], bn1.running_mean [64], layer1.0.conv3.weight [256, 64, 1, 1], layer1.0.downsample.0.weight [256, 64, 1, 1], layer1.0.downsample.1.running_var [256], layer4.2.bn3.bias [2048], fc.weight [1000, 2048]
            resnet       | depth=18                              | layer1.1.conv2.weight [64, 64, 3, 3], layer2.0.downsample.0.weight [128, 64, 1, 1], layer4.1.bn2.weight [512], fc.bias [1000]
            resnet-cifar | depth=20 shortcut=B                   | layer2.0.shortcut.0.weight [32, 16, 1, 1], layer3.0.shortcut.1.running_mean [64]
            xception     | resolution=299                        | block1_conv1.weight [32, 3, 3, 3], block2_sepconv1.depthwise.weight [64, 1, 3, 3], block2_sepconv1.pointwise.weight [128, 64, 1, 1], block14_sepconv2_bn.running_var [2048], predictions.weight [1000, 2048]
            mobilenet    | width=1.0                             | conv1.weight [32, 3, 3, 3], conv_dw_1.weight [32, 1, 3, 3], conv_pw_13.weight [1024, 1024, 1, 1], conv_preds.bias [1000]
            """)
    void namesVariablesAsTheOriginalDoes(String name, String options, String some) {
        Set<String> all = variables(false, name, options);
        for (String expected : List.of(some.split(", (?=[a-z])"))) {
            assertTrue(all.contains(expected), () -> expected + " is not in " + all);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "googlenet, fidelity=paper",
        "googlenet, fidelity=torchvision",
        "resnet, depth=18",
        "xception, resolution=299"
    })
    void declaresTheSameVariablesForTrainingAndEvaluation(String name, String options) {
        assertEquals(variables(true, name, options), variables(false, name, options));
    }
}
