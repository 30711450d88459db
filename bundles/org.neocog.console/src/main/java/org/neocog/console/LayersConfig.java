package org.neocog.console;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.neocog.config.MappingNode;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.experiment.ConfigText;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;
import org.neocog.run.Plan;
import org.neocog.tensor.Shape;

/** Writes whole configs whose model is a list of layers. */
final class LayersConfig {
    private static final int DIGIT_SIDE = 28;
    private static final int CIFAR_SIDE = 32;

    private static final String TRAINING =
            "optimizer: {type: sgd, learning-rate: 0.01, momentum: 0.9}\ntrain: {epochs: 1}\n";

    private LayersConfig() {}

    /** The same experiment, the layers of its architecture in place of its name. */
    static String of(Experiment experiment, Plan plan) {
        MappingNode layers = model(plan);
        MappingNode named = (MappingNode) experiment.resolved().get("model").orElseThrow();
        for (String key : List.of("weights", "head", "freeze")) {
            if (named.get(key).isPresent()) {
                layers = layers.with(key, named.get(key).get());
            }
        }
        return ConfigText.write(experiment.resolved().with("model", layers));
    }

    /** The layers of an architecture, with data that suit its input, and a training to begin with. */
    static String of(ModelSection.Named architecture, Plan plan) {
        MappingNode options = architecture.architecture().options().toNode();
        return "# The layers of " + plan.name() + " " + options.shown().replace('\n', ' ') + ".\n"
                + "# Data, optimizer and length are a beginning: put your own.\n"
                + "neocog: 1\nname: " + plan.name() + "-layers\n"
                + data(
                        plan.input(),
                        plan.layers().get(plan.layers().size() - 1).output().size())
                + ConfigText.write(MappingNode.of("model", model(plan)))
                + TRAINING;
    }

    private static MappingNode model(Plan plan) {
        return new ModelSection.Layers(plan.network()).toNode();
    }

    /**
     * A network of another program's file, with data that suit its input.
     *
     * @param file what it is called
     * @param name of the experiment
     * @param weights where its values are, as the config names it
     */
    static String of(ImportedNetwork network, String file, String name, String weights) {
        MappingNode layers = new ModelSection.Layers(network.network()).toNode();
        return "# The network of " + file + ".\n"
                + "# Data, transforms, optimizer and length are a beginning: put your own.\n"
                + "neocog: 1\n"
                + "name: \"" + name + "\"\n"
                + dataOfBoth(Objects.requireNonNull(network.network().input()), network.classes())
                + ConfigText.write(MappingNode.of("model", layers, "weights", MappingNode.of("file", weights)))
                + TRAINING;
    }

    /** Training data, and those of evaluation: the dataset's usual split. */
    private static String dataOfBoth(Shape input, long classes) {
        Source source = source(input, classes);
        return "data:\n"
                + "  train: {" + source.options() + ", split: train, batch: 32, shuffle: true}\n"
                + "  eval:  {" + source.options() + ", split: " + source.evaluated() + ", batch: 32}\n";
    }

    private static String data(Shape input, long classes) {
        return "data: {train: {" + source(input, classes).options() + "}}\n";
    }

    /**
     * A dataset.
     *
     * @param options of it, as a config has them
     * @param evaluated its split for evaluation
     */
    private record Source(String options, String evaluated) {}

    private static Source source(Shape input, long classes) {
        long padding = (input.dim(1) - DIGIT_SIDE) / 2;
        if (input.dim(0) == 1 && padding >= 0) {
            return new Source(
                    "dataset: digits" + (padding == 0 ? "" : ", transforms: [{pad: " + padding + "}]"), "test");
        }
        if (input.equals(Shape.of(3, CIFAR_SIDE, CIFAR_SIDE))) {
            String name = classes == 100 ? "cifar100" : "cifar10";
            return new Source(
                    "dataset: " + name + ", path: \"${env:" + name.toUpperCase(Locale.ROOT) + "_DIR,data/" + name
                            + "}\"",
                    "test");
        }
        return new Source("dataset: imagenet, path: \"${env:IMAGENET_DIR,data/imagenet}\"", "val");
    }
}
