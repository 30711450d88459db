package org.neocog.architecture.pattern;

import java.util.List;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.ModelSpec;
import org.neocog.architecture.NetworkWriter;
import org.neocog.config.MappingNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.layer.LayerType;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * The pattern of most networks: {@code INPUT -> [[CONV -> RELU]*N -> POOL?]*M -> [FC -> RELU]*K -> FC}.
 *
 * <p>Stage i (from 1) has {@code filters[i]} filters per convolution; where the list ends, twice as many as the stage before. Convolutions
 * keep height and width by padding; the pool halves them. The network takes images of any size unless {@code input} is given.
 * Weights start by {@code he}, biases at 0. Layers are named {@code conv<stage>_<n>}, {@code pool<stage>}, {@code fc<k>} and {@code output}.
 *
 * <p>Source: Karpathy, Johnson, Li, course CS231n, "Convolutional neural networks: architectures", layer patterns.
 */
@Component(service = ArchitectureTemplate.class, property = ArchitectureTemplate.NAME + "=pattern")
public final class PatternTemplate implements ArchitectureTemplate {
    /** How a stage ends. */
    enum Pool {
        MAX,
        AVERAGE,
        NONE
    }

    private static final Option<Integer> N =
            Option.integer("n", "convolutions of a stage").orElse(2).atLeast(1).atMost(16);
    private static final Option<Integer> M =
            Option.integer("m", "stages").orElse(2).atLeast(0).atMost(12);
    private static final Option<Integer> K =
            Option.integer("k", "hidden dense layers").orElse(1).atLeast(0).atMost(16);
    private static final Option<List<Integer>> FILTERS = Option.integers(
                    "filters", "filters of each stage; twice those of the stage before, where the list ends")
            .orElse(List.of(32))
            .atLeast(1)
            .atMost(65_536)
            .length(1, 12);
    private static final Option<Integer> KERNEL =
            Option.integer("kernel", "size of the filters").orElse(3).atLeast(1);
    private static final Option<Pool> POOL =
            Option.choice("pool", "how a stage ends", Pool.class).orElse(Pool.MAX);
    private static final Option<Integer> POOL_SIZE = Option.integer("pool-size", "window and stride of the pool")
            .orElse(2)
            .atLeast(1);
    private static final Option<Integer> UNITS = Option.integer("units", "outputs of each hidden dense layer")
            .orElse(128)
            .atLeast(1);
    private static final Option<PlugInConfig> ACTIVATION = Option.plugIn(
                    "activation", "layer after each convolution and hidden dense layer", LayerType.KIND)
            .orElseConfig("relu");
    private static final Option<Double> DROPOUT = Option.number(
                    "dropout", "rate after each hidden dense layer; 0: no such layer")
            .orElse(0.0)
            .atLeast(0)
            .below(1);
    private static final Option<Integer> CLASSES =
            Option.integer("classes", "number of classes").orElse(10).atLeast(1);
    private static final Option<List<Integer>> INPUT = Option.integers(
                    "input", "channels, height and width of the images; those of the data, if absent")
            .atLeast(1)
            .length(3, 3)
            .optional();
    private static final Schema SCHEMA =
            Schema.of(N, M, K, FILTERS, KERNEL, POOL, POOL_SIZE, UNITS, ACTIVATION, DROPOUT, CLASSES, INPUT);

    @Override
    public String name() {
        return "pattern";
    }

    @Override
    public String summary() {
        return "M stages of N convolutions and a pool, then K dense layers and the output.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public ModelSpec model(Options options) {
        NetworkWriter net = new NetworkWriter(options.location());
        int filters = 0;
        for (int stage = 1; stage <= options.get(M); stage++) {
            List<Integer> given = options.get(FILTERS);
            filters = stage <= given.size() ? given.get(stage - 1) : Math.multiplyExact(2, filters);
            stage(net, stage, filters, options);
        }
        net.add("flatten", "flatten");
        for (int i = 1; i <= options.get(K); i++) {
            net.add("fc" + i, "dense", options.get(UNITS));
            activation(net, "fc" + i, options);
            if (options.get(DROPOUT) > 0) {
                net.add("dropout" + i, "dropout", options.get(DROPOUT));
            }
        }
        net.add("output", "dense", options.get(CLASSES));
        return net.spec(options.find(INPUT)
                .map(sizes -> Shape.of(sizes.get(0), sizes.get(1), sizes.get(2)))
                .orElse(null));
    }

    private static void stage(NetworkWriter net, int stage, int filters, Options options) {
        for (int i = 1; i <= options.get(N); i++) {
            String name = net.add(
                    "conv" + stage + "_" + i,
                    "conv2d",
                    MappingNode.of("filters", filters, "kernel", options.get(KERNEL), "padding", "same"));
            activation(net, name, options);
        }
        switch (options.get(POOL)) {
            case MAX -> net.add("pool" + stage, "max-pool", options.get(POOL_SIZE));
            case AVERAGE -> net.add("pool" + stage, "average-pool", options.get(POOL_SIZE));
            case NONE -> {}
        }
    }

    private static void activation(NetworkWriter net, String after, Options options) {
        PlugInConfig activation = options.get(ACTIVATION);
        net.add(after + ".activation", activation.type(), activation.options().toNode());
    }
}
