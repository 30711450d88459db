package org.neocog.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigNode;
import org.neocog.config.Options;
import org.neocog.config.Problems;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.layer.LayerType;
import org.neocog.layer.testkit.LayerVerification;
import org.neocog.optimizer.OptimizerType;
import org.neocog.optimizer.testkit.OptimizerContract;
import org.neocog.tensor.Shape;

/** The contracts of layers, datasets and optimizers as checks. */
final class PlugInChecks {
    private static final String GROUP = "contract";
    /** What optimizers need when no example says otherwise. */
    private static final Examples.Example RATE = new Examples.Example(Map.of("learning-rate", 0.05), null);

    private static final Examples.Example NOTHING = new Examples.Example(null, null);

    /** Computes in float64. */
    private final Backend backend;

    private final Catalog catalog;
    private final Examples examples;

    PlugInChecks(Backend backend, Catalog catalog, Examples examples) {
        this.backend = backend;
        this.catalog = catalog;
        this.examples = examples;
    }

    List<Check> of(LayerType type) {
        List<LayerVerification.Example> given = new ArrayList<>();
        for (Examples.Example example : examples.layers().getOrDefault(type.name(), List.of())) {
            List<Shape> inputs = new ArrayList<>();
            List<List<Double>> shapes = example.inputs();
            if (shapes != null) {
                shapes.forEach(dims -> inputs.add(
                        Shape.of(dims.stream().mapToLong(Double::longValue).toArray())));
            }
            given.add(new LayerVerification.Example(example.plainOptions(), inputs));
        }
        List<Check> checks = new ArrayList<>();
        for (LayerVerification.Check check : LayerVerification.checks(type, backend, given)) {
            checks.add(Check.of(new Item("layer " + type.name(), GROUP, check.claim(), ""), check.body()));
        }
        return checks;
    }

    List<Check> of(OptimizerType type) {
        List<Check> checks = new ArrayList<>();
        for (Examples.Example example : examples.optimizers().getOrDefault(type.name(), List.of(RATE))) {
            Object options = example.plainOptions();
            for (OptimizerContract.Check check :
                    OptimizerContract.of(type, options, backend).checks()) {
                String claim = check.claim() + ", with options " + options;
                checks.add(Check.of(new Item("optimizer " + type.name(), GROUP, claim, ""), check.body()));
            }
        }
        return checks;
    }

    List<Check> of(DatasetType type) {
        List<Check> checks = new ArrayList<>();
        for (Examples.Example example : examples.datasets().getOrDefault(type.name(), List.of(NOTHING))) {
            Object options = example.plainOptions();
            for (DatasetContract.Check check : new DatasetContract(() -> open(type, options)).checks()) {
                String claim = check.claim() + ", with options " + options;
                checks.add(Check.of(new Item("dataset " + type.name(), GROUP, claim, ""), check::run));
            }
        }
        return checks;
    }

    private Dataset open(DatasetType type, @Nullable Object options) {
        Problems problems = new Problems();
        Options bound = new Binder(catalog, problems)
                .bind(type.schema(), ConfigNode.of(options == null ? Map.of() : options), type.name());
        problems.throwIfAny();
        return type.open(bound);
    }
}
