package org.neocog.architecture.resnet;

import org.neocog.architecture.NetworkWriter;
import org.neocog.config.MappingNode;

/** Writes convolutions with batch normalization, and blocks of them with a shortcut around. */
final class ResidualBlocks {
    /** What a shortcut does where the shape changes. */
    enum Shortcut {
        /** A 1x1 convolution: option B of the paper. */
        PROJECTION,
        /** Fewer pixels, more channels of zeros: option A. */
        ZERO_PAD
    }

    private final NetworkWriter net;
    private final MappingNode weightInit;
    private final String shortcutName;

    /**
     * Blocks of one network.
     *
     * @param shortcutName name of shortcuts with parameters, within their block
     */
    ResidualBlocks(NetworkWriter net, MappingNode weightInit, String shortcutName) {
        this.net = net;
        this.weightInit = weightInit;
        this.shortcutName = shortcutName;
    }

    /** A convolution that keeps sizes but for the stride, then batch normalization. */
    String convolution(String name, String norm, int filters, int kernel, int stride, String... from) {
        net.add(
                name,
                "conv2d",
                MappingNode.of(
                        "filters", filters,
                        "kernel", kernel,
                        "stride", stride,
                        "padding", kernel / 2,
                        "bias", false,
                        "weight-init", weightInit),
                from);
        return net.add(norm, "batch-norm");
    }

    /** Two convolutions 3x3. @return channels of the output */
    int basic(String name, int inChannels, int width, int stride, Shortcut shortcut) {
        String from = net.last();
        convolution(name + ".conv1", name + ".bn1", width, 3, stride);
        net.add(name + ".relu1", "relu");
        String residual = convolution(name + ".conv2", name + ".bn2", width, 3, 1);
        close(name, from, residual, inChannels, width, stride, shortcut);
        return width;
    }

    /** Convolutions 1x1, 3x3 and 1x1, the last of which has four times the filters. @return channels of the output */
    int bottleneck(String name, int inChannels, int width, int stride, boolean strideFirst) {
        String from = net.last();
        convolution(name + ".conv1", name + ".bn1", width, 1, strideFirst ? stride : 1);
        net.add(name + ".relu1", "relu");
        convolution(name + ".conv2", name + ".bn2", width, 3, strideFirst ? 1 : stride);
        net.add(name + ".relu2", "relu");
        String residual = convolution(name + ".conv3", name + ".bn3", 4 * width, 1, 1);
        close(name, from, residual, inChannels, 4 * width, stride, Shortcut.PROJECTION);
        return 4 * width;
    }

    private void close(
            String name, String from, String residual, int inChannels, int outChannels, int stride, Shortcut shortcut) {
        String around = from;
        if (stride != 1 || inChannels != outChannels) {
            String prefix = name + "." + shortcutName;
            around = shortcut == Shortcut.PROJECTION
                    ? convolution(prefix + ".0", prefix + ".1", outChannels, 1, stride, from)
                    : net.add(
                            prefix,
                            "zero-pad-shortcut",
                            MappingNode.of("channels", outChannels, "stride", stride),
                            from);
        }
        net.add(name + ".add", "add", null, residual, around);
        net.add(name + ".relu", "relu");
    }
}
