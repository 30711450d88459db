package org.neocog.run;

import java.util.function.Consumer;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.Experiment;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tries trainings out in this process, in the caller's thread. */
@Component(service = Finders.class)
public final class LocalFinders implements Finders {
    private final Catalog catalog;
    private final Backends backends;

    @Activate
    public LocalFinders(@Reference Catalog catalog, @Reference Backends backends) {
        this.catalog = catalog;
        this.backends = backends;
    }

    @Override
    public RateSearch learningRate(
            Experiment experiment, RateSearch.Options options, Consumer<RateSearch.Sample> progress) {
        try (Resolution resolution =
                Resolution.toTrainAlone(experiment, catalog, backends, options.backend(), RunListener.NONE)) {
            return new RateFinder(resolution, options).find(progress);
        } catch (MissingServiceException e) {
            throw new ConfigException(Location.origin("find learning-rate"), RunException.textOf(e));
        }
    }

    @Override
    public BatchSearch batchSize(Experiment experiment, BatchSearch.Options options, Consumer<String> progress) {
        return new BatchFinder(catalog, backends, options, progress).find(experiment);
    }
}
