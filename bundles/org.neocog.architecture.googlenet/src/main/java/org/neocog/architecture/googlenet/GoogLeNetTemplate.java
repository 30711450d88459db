package org.neocog.architecture.googlenet;

import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.osgi.service.component.annotations.Component;

/**
 * GoogLeNet on colour images of 224 x 224: nine inception modules, and two auxiliary classifiers that only training has, whose losses
 * weigh 0.3.
 *
 * <pre>
 *                     paper                                   torchvision
 * convolutions        with bias                               without bias, then batch-norm (epsilon 0.001)
 * third branch        1x1, then 5x5                           1x1, then 3x3
 * first layers        local-response-norm twice               none
 * pool before 5a      max 3x3, stride 2                       max 2x2, stride 2
 * dropout             0.4; auxiliary 0.7                      0.2; auxiliary 0.7
 * initialization      glorot, biases 0.2 (classifiers 0)      normal, deviation 0.01, biases 0
 * parameters          6 998 552; with auxiliary 13 378 280    6 624 904; with auxiliary 13 004 888
 * </pre>
 *
 * <p>Parameter names are those of torchvision in both. The auxiliary classifiers begin with average-pooling 5x5 with stride 3, as the paper
 * has it; torchvision's begin with adaptive pooling to 4x4, whose windows on 14x14 are 4x4 and overlap. The paper says neither how it was
 * initialized nor how it normalizes: those numbers are Caffe's.
 *
 * <p>Source: Szegedy, Liu, Jia, Sermanet, Reed, Anguelov, Erhan, Vanhoucke, Rabinovich 2015, "Going deeper with convolutions", table 1 and
 * section 5.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=googlenet")
public final class GoogLeNetTemplate implements ArchitectureTemplate {
    private static final Option<Fidelity> FIDELITY = Option.choice(
                    "fidelity", "paper: as published; torchvision: with batch normalization", Fidelity.class)
            .orElse(Fidelity.PAPER);
    private static final Option<Boolean> AUXILIARY = Option.flag(
                    "auxiliary", "the two auxiliary classifiers, which only training uses")
            .orElse(true);
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(1000).atLeast(1);
    private static final Option<Integer> RESOLUTION = Option.integer("resolution", "height and width of the images")
            .unit("pixel")
            .orElse(224)
            .atLeast(32);
    private static final Schema SCHEMA = Schema.of(FIDELITY, AUXILIARY, CLASSES, RESOLUTION)
            .primary(FIDELITY)
            .rule(
                    "C1",
                    "with auxiliary classifiers the resolution must be at least 80",
                    o -> !o.get(AUXILIARY) || o.get(RESOLUTION) >= 80,
                    RESOLUTION,
                    AUXILIARY);

    @Override
    public String name() {
        return "googlenet";
    }

    @Override
    public String summary() {
        return "GoogLeNet (Inception v1) for ImageNet, with auxiliary classifiers.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        return new GoogLeNetLayers(options.location(), options.get(FIDELITY), options.get(CLASSES))
                .spec(options.get(RESOLUTION), options.get(AUXILIARY));
    }
}
