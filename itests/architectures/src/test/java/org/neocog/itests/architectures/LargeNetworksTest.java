package org.neocog.itests.architectures;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.neocog.tensor.ElementType;

/**
 * Trains the networks that {@link ArchitectureTrainingTest} leaves out for their size, whole and on images of their own size, on every backend.
 * It takes about an hour and 12 GB:
 *
 * <pre>
 * mvn -pl :org.neocog.itests.architectures -am verify -Dtest=LargeNetworksTest -Dsurefire.failIfNoSpecifiedTests=false \
 *     -Dneocog.large=true -Dneocog.test.jvm.more=-Xmx8g
 * </pre>
 *
 * <p>{@code -Dneocog.large.only=onednn:vgg,opencl:alexnet} takes those whose backend, name and options begin so.
 */
@EnabledIfSystemProperty(
        named = "neocog.large",
        matches = "true",
        disabledReason = "an hour of work: run with -Dneocog.large=true")
class LargeNetworksTest {
    private static final List<String> ONLY =
            List.of(System.getProperty("neocog.large.only", "").split(","));

    static Stream<Arguments> networks() {
        return Stream.of("onednn", "opencl", "reference")
                .flatMap(backend -> Stream.of(
                                "alexnet variant=two-groups",
                                "alexnet variant=one-column",
                                "vgg configuration=A",
                                "vgg configuration=A-LRN",
                                "vgg configuration=B",
                                "vgg configuration=C",
                                "vgg configuration=D",
                                "vgg configuration=E",
                                "vgg configuration=D batch-norm=true",
                                "vgg configuration=A head=convolution",
                                "googlenet fidelity=torchvision",
                                "resnet depth=34",
                                "resnet depth=50",
                                "resnet depth=50 fidelity=paper",
                                "resnet depth=101",
                                "resnet depth=152",
                                "xception resolution=299",
                                "mobilenet width=0.5 resolution=160")
                        .filter(network -> ONLY.stream().anyMatch((backend + ":" + network)::startsWith))
                        .map(network -> Arguments.of(
                                backend,
                                network.substring(0, network.indexOf(' ')),
                                network.substring(network.indexOf(' ') + 1))));
    }

    @ParameterizedTest(name = "{0}: {1} {2}")
    @MethodSource("networks")
    void trains(String backend, String name, String options) {
        RandomTraining.assertTrains(backend, ElementType.FLOAT32, name, options, 1);
    }
}
