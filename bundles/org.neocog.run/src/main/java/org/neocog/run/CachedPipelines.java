package org.neocog.run;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.neocog.config.ConfigException;
import org.neocog.config.PlugInConfig;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.OneSizeImages;
import org.neocog.dataset.Pipeline;
import org.neocog.dataset.support.ImageCache;
import org.neocog.experiment.ConfigText;
import org.neocog.experiment.DataCache;
import org.neocog.experiment.DataSource;

/** Puts a cache into pipelines whose config has one. */
final class CachedPipelines {
    private CachedPipelines() {}

    /**
     * The pipeline, with its images from a cache if the config says so; they are written first if they are not there.
     *
     * @param listener told how far that is
     * @throws ConfigException if they cannot be kept, or not be written
     */
    static Pipeline of(Pipeline pipeline, DataSource config, RunListener listener) {
        if (config.cache().isEmpty()) {
            return pipeline;
        }
        DataCache cache = config.cache().get();
        if (!OneSizeImages.areSettled(pipeline)) {
            throw new ConfigException(
                    config.dataset().location(),
                    "cache: images must be of one size before anything is drawn at random, but the transforms begin with "
                            + names(pipeline, config) + ". Put {resize: 256} and {center-crop: 256} first, or {resize:"
                            + " [256, 256]}, and transforms like {random-crop: 224} behind.");
        }
        ImageCache images = new ImageCache(cache.path().orElseGet(ImageCache::defaultFolder));
        int workers =
                config.workers() > 0 ? config.workers() : Runtime.getRuntime().availableProcessors();
        try {
            return pipeline.from(images.open(pipeline, text(pipeline, config), workers, progress(config, listener)));
        } catch (IOException e) {
            ConfigException refusal = new ConfigException(config.dataset().location(), String.valueOf(e.getMessage()));
            refusal.initCause(e);
            throw refusal;
        }
    }

    private static String names(Pipeline pipeline, DataSource config) {
        return config.transforms().subList(0, pipeline.imageTransforms().size()).stream()
                .map(PlugInConfig::type)
                .toList()
                .toString();
    }

    /** All that the kept images depend on beside the dataset. */
    private static String text(Pipeline pipeline, DataSource config) {
        StringBuilder text = new StringBuilder();
        for (PlugInConfig transform :
                config.transforms().subList(0, pipeline.imageTransforms().size())) {
            text.append(ConfigText.write(transform.toNode()));
        }
        if (pipeline.dataset() instanceof AnySizeDataset anySize) {
            text.append(anySize.corruptImages());
        }
        return text.toString();
    }

    private static BiConsumer<Long, Long> progress(DataSource config, RunListener listener) {
        long start = System.nanoTime();
        long[] said = {start};
        return (done, all) -> {
            long now = System.nanoTime();
            if (now - said[0] < TimeUnit.SECONDS.toNanos(5) && done < all) {
                return;
            }
            said[0] = now;
            double seconds = (now - start) / 1e9;
            listener.preparing(String.format(
                    java.util.Locale.ROOT,
                    "cache: %s/%s, %d of %d images, %d %%, %.0f/s, %.0f s left",
                    config.dataset().type(),
                    config.split(),
                    done,
                    all,
                    100 * done / all,
                    done / seconds,
                    seconds / done * (all - done)));
        };
    }
}
