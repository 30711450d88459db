package org.neocog.run;

import java.util.OptionalInt;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Catalog;
import org.neocog.config.Location;
import org.neocog.config.PlugIn;
import org.neocog.config.PlugInConfig;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.Pipeline;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.neocog.optimizer.Optimizer;
import org.neocog.optimizer.OptimizerType;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;

/** Makes the objects that an experiment names from the plug-ins that are there. Threading: one thread. */
final class PlugIns {
    private final Catalog catalog;

    PlugIns(Catalog catalog) {
        this.catalog = catalog;
    }

    Model model(Experiment experiment) {
        return Model.of(network(experiment), catalog);
    }

    /** The layers of an experiment, with its new classifier if it has one. */
    ModelSpec network(Experiment experiment) {
        ModelSpec network = network(experiment.model());
        OptionalInt classes = experiment.transfer().headClasses();
        return classes.isPresent() ? ClassifierHead.replace(network, classes.getAsInt()) : network;
    }

    /** The layers that a section stands for. */
    ModelSpec network(ModelSection section) {
        if (section instanceof ModelSection.Named named) {
            PlugInConfig config = named.architecture();
            return find(config, ArchitectureTemplate.class).model(config.options());
        }
        return ((ModelSection.Layers) section).network();
    }

    Optimizer optimizer(PlugInConfig config) {
        return find(config, OptimizerType.class).create(config.options());
    }

    Schedule schedule(Experiment experiment) {
        PlugInConfig config = experiment.schedule().schedule();
        return find(config, ScheduleType.class).create(config.options());
    }

    Initializer initializer(PlugInConfig config) {
        return find(config, InitializerType.class).create(config.options());
    }

    DatasetType datasetType(DataSource source) {
        return find(source.dataset(), DatasetType.class);
    }

    Dataset dataset(DataSource source) {
        return dataset(source, datasetType(source));
    }

    Dataset dataset(DataSource source, DatasetType type) {
        Dataset all = type.open(source.dataset().options());
        boolean done = false;
        try {
            Dataset some = part(all, source);
            done = true;
            return some;
        } finally {
            if (!done) {
                all.close();
            }
        }
    }

    /** The classes and the fold that the config takes; takes over the dataset. A split that is not there is left to the caller. */
    private static Dataset part(Dataset all, DataSource source) {
        Location place = source.dataset().location();
        Dataset some = source.classes().isEmpty() ? all : ClassSubset.of(all, source.classes(), place);
        if (source.fold().isEmpty() || !some.splits().contains(source.split())) {
            return some;
        }
        long limit = source.limit().orElse(Long.MAX_VALUE);
        return FoldExamples.of(some, source.split(), limit, source.fold().get(), place);
    }

    Pipeline pipeline(DataSource source, Dataset dataset) {
        return Pipeline.of(
                dataset,
                source.split(),
                source.fold().isPresent() ? 0 : source.limit().orElse(0), // a fold is of those within the limit already
                source.transforms(),
                source.dataset().location(),
                catalog);
    }

    private <T extends PlugIn> T find(PlugInConfig config, Class<T> type) {
        return catalog.find(config.kind(), config.type())
                .filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> new MissingServiceException(config.kind() + " \"" + config.type()
                        + "\" is not offered by any active bundle. Start or install a bundle that offers it."));
    }
}
