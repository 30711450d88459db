package org.neocog.console;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.TransformType;
import org.neocog.layer.LayerType;
import org.neocog.optimizer.InitializerType;
import org.neocog.optimizer.OptimizerType;
import org.neocog.optimizer.ScheduleType;

/** The kinds of plug-ins that {@code list} and {@code help} know. */
enum PlugInKind {
    LAYER(LayerType.KIND),
    DATASET(DatasetType.KIND),
    OPTIMIZER(OptimizerType.KIND),
    SCHEDULE(ScheduleType.KIND),
    ARCHITECTURE(ArchitectureTemplate.KIND),
    TRANSFORM(TransformType.KIND),
    INITIALIZER(InitializerType.KIND),
    DOWNLOAD(DownloadType.KIND);

    private final String kind;

    PlugInKind(String kind) {
        this.kind = kind;
    }

    /** As catalogs name it. */
    String kind() {
        return kind;
    }

    /** As {@code list} names it: {@code layers}. */
    String plural() {
        return name().toLowerCase(Locale.ROOT) + "s";
    }

    /** The kind that a word means, in singular or plural. */
    static Optional<PlugInKind> of(String word) {
        return Stream.of(values())
                .filter(kind -> kind.kind.equals(word) || kind.plural().equals(word))
                .findFirst();
    }
}
