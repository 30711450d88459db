package org.neocog.itests.architectures;

import java.util.List;
import java.util.Map;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.alexnet.AlexNetTemplate;
import org.neocog.architecture.googlenet.GoogLeNetTemplate;
import org.neocog.architecture.lenet.LeNet5Template;
import org.neocog.architecture.mobilenet.MobileNetTemplate;
import org.neocog.architecture.nin.NinTemplate;
import org.neocog.architecture.pattern.PatternTemplate;
import org.neocog.architecture.resnet.ResNetCifarTemplate;
import org.neocog.architecture.resnet.ResNetTemplate;
import org.neocog.architecture.testkit.NetworkCounts;
import org.neocog.architecture.vgg.VggTemplate;
import org.neocog.architecture.xception.XceptionTemplate;
import org.neocog.config.Catalog;
import org.neocog.config.Options;
import org.neocog.exchange.onnx.OnnxLayer;
import org.neocog.layer.Initialization;
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
import org.neocog.optimizer.initializer.ConstantInitializerType;
import org.neocog.optimizer.initializer.GlorotInitializerType;
import org.neocog.optimizer.initializer.HeInitializerType;
import org.neocog.optimizer.initializer.NormalInitializerType;
import org.neocog.optimizer.initializer.UniformFanInInitializerType;

/** All templates, with the layers and initializers that they name. */
final class Networks {
    static final List<ArchitectureTemplate> TEMPLATES = List.of(
            new LeNet5Template(),
            new AlexNetTemplate(),
            new VggTemplate(),
            new NinTemplate(),
            new GoogLeNetTemplate(),
            new ResNetTemplate(),
            new ResNetCifarTemplate(),
            new XceptionTemplate(),
            new MobileNetTemplate(),
            new PatternTemplate());

    static final Catalog CATALOG = Catalog.of(Map.of(
            LayerType.KIND,
            List.of(
                    new Conv2dLayer(),
                    new DepthwiseConv2dLayer(),
                    new SeparableConv2dLayer(),
                    new DenseLayer(),
                    new FlattenLayer(),
                    new RbfLayer(),
                    new MaxPoolLayer(),
                    new AveragePoolLayer(),
                    new GlobalAveragePoolLayer(),
                    new SubsamplingLayer(),
                    new ReluLayer(),
                    new SigmoidLayer(),
                    new TanhLayer(),
                    new ScaledTanhLayer(),
                    new BatchNormLayer(),
                    new LocalResponseNormLayer(),
                    new DropoutLayer(),
                    new AddLayer(),
                    new ConcatenateLayer(),
                    new ZeroPadShortcutLayer(),
                    new PadLayer(),
                    new SoftmaxLayer(),
                    new OnnxLayer()),
            Initialization.INITIALIZER,
            List.of(
                    new ConstantInitializerType(),
                    new GlorotInitializerType(),
                    new HeInitializerType(),
                    new NormalInitializerType(),
                    new UniformFanInInitializerType())));

    private Networks() {}

    static ArchitectureTemplate template(String name) {
        return TEMPLATES.stream()
                .filter(template -> template.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no template " + name));
    }

    /** A network; options are keys and values in turn. */
    static ModelSpec spec(String name, Object... options) {
        ArchitectureTemplate template = template(name);
        return template.model(Options.of(CATALOG, template.schema(), options));
    }

    static Model model(String name, Object... options) {
        return Model.of(spec(name, options), CATALOG);
    }

    /** What a network has on images of its own size. */
    static NetworkCounts counts(String name, Object... options) {
        ModelSpec spec = spec(name, options);
        if (spec.input() == null) {
            throw new IllegalArgumentException(name + " takes images of any size: give it an input");
        }
        return NetworkCounts.of(Model.of(spec, CATALOG), spec.input());
    }

    /** {@code "variant=1998 classes=10"} as keys and values in turn; values as YAML has them. */
    static Object[] options(String text) {
        return List.of(text.trim().split("\\s+")).stream()
                .filter(pair -> !pair.isEmpty())
                .flatMap(pair -> List.of(pair.split("=", 2)[0], value(pair.split("=", 2)[1])).stream())
                .toArray();
    }

    private static Object value(String text) {
        if (text.matches("true|false")) {
            return Boolean.valueOf(text);
        }
        if (text.startsWith("[")) {
            return List.of(text.substring(1, text.length() - 1).split(",")).stream()
                    .map(Networks::value)
                    .toList();
        }
        return text.matches("\\d+")
                ? (Object) Long.valueOf(text)
                : text.matches("\\d+\\.\\d+") ? Double.valueOf(text) : text;
    }
}
