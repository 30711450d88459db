package org.neocog.itests.architectures;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.architecture.testkit.NetworkCounts;

/** The published sizes, to the last digit. */
class ArchitectureCountsTest {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "lenet5, variant=modern, 61706, 0",
        "lenet5, variant=1998, 60000, 0",
        "alexnet, variant=two-groups, 60965224, 0",
        "alexnet, variant=one-column, 61100840, 0",
        "vgg, configuration=A, 132863336, 0",
        "vgg, configuration=A-LRN, 132863336, 0",
        "vgg, configuration=B, 133047848, 0",
        "vgg, configuration=C, 133638952, 0",
        "vgg, configuration=D, 138357544, 0",
        "vgg, configuration=E, 143667240, 0",
        "vgg, configuration=A batch-norm=true, 132868840, 5504",
        "vgg, configuration=B batch-norm=true, 133053736, 5888",
        "vgg, configuration=D batch-norm=true, 138365992, 8448",
        "vgg, configuration=E batch-norm=true, 143678248, 11008",
        "vgg, configuration=D head=convolution, 138357544, 0",
        "vgg, configuration=D head=convolution resolution=384, 138357544, 0",
        "nin, dataset=cifar10, 966986, 0",
        "nin, dataset=imagenet, 7595176, 0",
        "googlenet, fidelity=paper auxiliary=false, 6998552, 0",
        "googlenet, fidelity=paper auxiliary=true, 13378280, 0",
        "googlenet, fidelity=torchvision auxiliary=false, 6624904, 14560",
        "googlenet, fidelity=torchvision auxiliary=true, 13004888, 15072",
        "resnet, depth=18, 11689512, 9600",
        "resnet, depth=34, 21797672, 17024",
        "resnet, depth=50, 25557032, 53120",
        "resnet, depth=101, 44549160, 105344",
        "resnet, depth=152, 60192808, 151424",
        "resnet, depth=50 fidelity=paper, 25557032, 53120",
        "resnet-cifar, depth=20 shortcut=A, 269722, 1376",
        "resnet-cifar, depth=32 shortcut=A, 464154, 2272",
        "resnet-cifar, depth=44 shortcut=A, 658586, 3168",
        "resnet-cifar, depth=56 shortcut=A, 853018, 4064",
        "resnet-cifar, depth=110 shortcut=A, 1727962, 8096",
        "resnet-cifar, depth=20 shortcut=B, 272474, 1568",
        "resnet-cifar, depth=32 shortcut=B, 466906, 2464",
        "resnet-cifar, depth=44 shortcut=B, 661338, 3360",
        "resnet-cifar, depth=56 shortcut=B, 855770, 4256",
        "resnet-cifar, depth=110 shortcut=B, 1730714, 8288",
        "xception, '', 22855952, 54528",
        "mobilenet, width=1.0, 4231976, 21888",
    })
    void hasThePublishedParameters(String name, String options, long parameters, long buffers) {
        NetworkCounts counts = Networks.counts(name, Networks.options(options));
        System.out.printf(
                Locale.ROOT,
                "%-13s %-36s %,13d parameters %,8d buffers %8.3f G multiply-adds (%d)%n",
                name,
                options,
                counts.parameters(),
                counts.buffers(),
                counts.macs() / 1e9,
                counts.macs());
        assertEquals(parameters, counts.parameters());
        assertEquals(buffers, counts.buffers());
    }

    @ParameterizedTest(name = "{0} {1}: {2} G")
    @CsvSource({
        "alexnet, variant=two-groups, 0.724",
        "alexnet, variant=one-column, 0.714",
        "vgg, configuration=A, 7.609",
        "vgg, configuration=A batch-norm=true, 7.609",
        "vgg, configuration=B, 11.308",
        "vgg, configuration=C, 11.771",
        "vgg, configuration=D, 15.470",
        "vgg, configuration=E, 19.632",
        "googlenet, fidelity=torchvision auxiliary=false, 1.498",
        "resnet, depth=18, 1.814",
        "resnet, depth=34, 3.664",
        "resnet, depth=50, 4.089",
        "resnet, depth=101, 7.801",
        "resnet, depth=152, 11.514",
        "mobilenet, width=1.0, 0.569",
    })
    void hasThePublishedMultiplications(String name, String options, String billions) {
        long macs = Networks.counts(name, Networks.options(options)).macs();
        assertEquals(billions, String.format(Locale.ROOT, "%.3f", macs / 1e9));
    }
}
