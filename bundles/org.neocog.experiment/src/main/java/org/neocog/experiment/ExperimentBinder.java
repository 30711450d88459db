package org.neocog.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigNode;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Problem;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.Schema;
import org.neocog.dataset.DatasetType;
import org.neocog.optimizer.ScheduleType;

/** Stage 5: checks the config against the schemas of the sections and of the plug-ins that are there. */
final class ExperimentBinder {
    private final Catalog catalog;
    private final String fallbackName;

    ExperimentBinder(Catalog catalog, String fallbackName) {
        this.catalog = catalog;
        this.fallbackName = fallbackName;
    }

    /**
     * Binds a config.
     *
     * @param config the config without references
     * @param unresolved places whose problems are reported already
     * @param problems what is wrong so far, receives the rest
     * @return the experiment
     * @throws org.neocog.config.ConfigException if anything is wrong, also from before
     */
    Experiment bind(MappingNode config, Set<Location> unresolved, Problems problems) {
        refuseOtherFormat(config);
        Problems found = new Problems();
        Experiment experiment = bind(config, found);
        for (Problem problem : found.list()) {
            if (!unresolved.contains(problem.location())) {
                problems.add(problem.location(), problem.message());
            }
        }
        problems.throwIfAny();
        if (experiment == null) {
            throw new IllegalStateException(config.location() + ": a config without problems must bind, but did not.");
        }
        return experiment;
    }

    private static void refuseOtherFormat(MappingNode config) {
        ConfigNode version = config.get(ExperimentSchema.NEOCOG.name()).orElse(null);
        boolean other = version instanceof ScalarNode scalar
                && scalar.value() instanceof Long number
                && number != Experiment.FORMAT;
        if (version != null && other) {
            Problems problems = new Problems();
            problems.add(
                    version.location(),
                    "neocog must be " + Experiment.FORMAT + ", but neocog=" + version.shown()
                            + ". This program reads format " + Experiment.FORMAT + " only; use one that reads format "
                            + version.shown() + ".");
            problems.throwIfAny();
        }
    }

    private @Nullable Experiment bind(MappingNode config, Problems problems) {
        Binder binder = new Binder(catalog, problems);
        Options root = binder.bind(ExperimentSchema.ROOT, config, "");
        DataSource train = null;
        Optional<DataSource> eval = Optional.empty();
        MappingNode dataNode = mapping(config, ExperimentSchema.DATA.name());
        if (dataNode != null) {
            ConfigNode trainNode = present(dataNode, ExperimentSchema.TRAIN_DATA.name());
            ConfigNode evalNode = present(dataNode, ExperimentSchema.EVAL_DATA.name());
            train = trainNode == null
                    ? null
                    : source(binder, trainNode, ExperimentSchema.TRAIN_SOURCE, "data.train", problems);
            eval = evalNode == null
                    ? Optional.empty()
                    : Optional.ofNullable(
                            source(binder, evalNode, ExperimentSchema.EVAL_SOURCE, "data.eval", problems));
        }
        ModelReader.Read model = root.find(ExperimentSchema.MODEL)
                .map(node -> new ModelReader(binder, problems).readWithTransfer(node))
                .orElse(null);
        OptimizerReader.Read optimizer = root.find(ExperimentSchema.OPTIMIZER)
                .map(node -> new OptimizerReader(binder, problems).read(node))
                .orElse(null);
        Options loss = binder.bind(
                ExperimentSchema.LOSS_SECTION,
                root.find(ExperimentSchema.LOSS).orElseGet(() -> ConfigNode.of(null)),
                "loss");
        Binder.Inline schedule = binder.bindInline(
                ScheduleType.KIND, "type", scheduleNode(root), ExperimentSchema.SCHEDULE_SECTION, "schedule");
        Optional<SweepSection> sweep =
                root.find(TrainingSchema.SWEEP).map(node -> new SweepReader(binder, problems).read(node));
        Optional<Options> fold = root.find(ExperimentSchema.DATA).flatMap(data -> data.find(ExperimentSchema.FOLD));
        if (fold.isPresent() && eval.isEmpty() && problems.isEmpty()) {
            problems.add(
                    fold.get().location(),
                    "data.fold needs data.eval, by whose batch and transforms the fold is evaluated, but there is none."
                            + " Add it.");
        }
        if (!problems.isEmpty() || train == null || model == null || optimizer == null) {
            return null;
        }
        return experiment(root, new DataSection(train, eval), model, loss, optimizer, schedule, sweep);
    }

    private static ConfigNode scheduleNode(Options root) {
        ConfigNode node = root.find(ExperimentSchema.SCHEDULE).orElseGet(() -> ConfigNode.of("constant"));
        boolean empty = node instanceof ScalarNode scalar && scalar.value() == null;
        if (empty) {
            return ConfigNode.of("constant").at(node.location());
        }
        return node instanceof MappingNode mapping && mapping.get("type").isEmpty()
                ? mapping.with("type", ConfigNode.of("constant").at(mapping.location()))
                : node;
    }

    private static @Nullable MappingNode mapping(MappingNode config, String key) {
        return config.get(key).orElse(null) instanceof MappingNode mapping ? mapping : null;
    }

    private static @Nullable ConfigNode present(MappingNode mapping, String key) {
        ConfigNode node = mapping.get(key).orElse(null);
        return node instanceof ScalarNode scalar && scalar.value() == null ? null : node;
    }

    private @Nullable DataSource source(Binder binder, ConfigNode node, Schema all, String where, Problems problems) {
        boolean cacheable = !hasOptionCache(node);
        Schema own = cacheable ? all : without(all, ExperimentSchema.CACHE);
        int before = problems.reported();
        Binder.Inline bound = binder.bindInline(DatasetType.KIND, "dataset", node, own, where);
        if (problems.reported() > before) {
            return null;
        }
        Options options = bound.own();
        Map<String, List<String>> classes = options.find(ExperimentSchema.CLASSES)
                .map(given -> ClassList.read(given, where, problems))
                .orElse(Map.of());
        return new DataSource(
                bound.plugIn(),
                options.get(ExperimentSchema.SPLIT),
                options.get(ExperimentSchema.BATCH),
                options.get(ExperimentSchema.SHUFFLE),
                options.get(ExperimentSchema.TRANSFORMS),
                options.find(ExperimentSchema.LIMIT).map(OptionalLong::of).orElseGet(OptionalLong::empty),
                classes,
                options.get(ExperimentSchema.WORKERS),
                (cacheable ? options.find(ExperimentSchema.CACHE) : Optional.<Options>empty())
                        .map(cache -> new DataCache(
                                cache.get(ExperimentSchema.CACHE_TYPE), cache.find(ExperimentSchema.CACHE_PATH))),
                Optional.empty());
    }

    /** Whether {@code cache} is the dataset's own option: it keeps something itself, and nothing else is kept. */
    private boolean hasOptionCache(ConfigNode source) {
        ConfigNode named =
                source instanceof MappingNode mapping ? mapping.get("dataset").orElse(source) : source;
        return named instanceof ScalarNode scalar
                && scalar.value() != null
                && catalog.find(DatasetType.KIND, scalar.value().toString())
                        .map(type -> type.schema().names().contains(ExperimentSchema.CACHE.name()))
                        .orElse(false);
    }

    private static Schema without(Schema schema, Option<?> option) {
        return Schema.of(schema.options().stream()
                .filter(other -> !other.name().equals(option.name()))
                .toArray(Option<?>[]::new));
    }

    private Experiment experiment(
            Options root,
            DataSection data,
            ModelReader.Read model,
            Options loss,
            OptimizerReader.Read optimizer,
            Binder.Inline schedule,
            Optional<SweepSection> sweep) {
        Options backend = root.get(ExperimentSchema.BACKEND);
        String name = root.find(ExperimentSchema.NAME).orElse(fallbackName);
        ScheduleSection scheduleSection = new ScheduleSection(
                schedule.plugIn(),
                schedule.own().get(ExperimentSchema.UNIT),
                schedule.own().get(ExperimentSchema.WARM_UP));
        return new Experiment(
                name,
                root.get(ExperimentSchema.SEED),
                used(data, root),
                model.section(),
                TrainingSections.transfer(model.transfer()),
                TrainingSections.loss(loss),
                optimizer.section(),
                scheduleSection,
                TrainingSections.train(root.get(ExperimentSchema.TRAIN)),
                TrainingSections.checkpoint(root.get(ExperimentSchema.CHECKPOINT)),
                new BackendSection(
                        backend.get(ExperimentSchema.PREFER),
                        backend.get(ExperimentSchema.THREADS),
                        backend.get(ExperimentSchema.TUNE),
                        backend.get(ExperimentSchema.TF32),
                        backend.find(ExperimentSchema.REQUIRE)),
                TrainingSections.swap(root.get(TrainingSchema.SWAP)),
                root.find(TrainingSchema.SHADOW).map(TrainingSections::shadow),
                root.find(ExperimentSchema.WEIGHTS)
                        .map(TrainingSections::weights)
                        .orElse(WeightsSection.NONE),
                TrainingSections.guards(root.get(TrainingSchema.GUARDS)),
                TrainingSections.track(root.get(TrainingSchema.TRACK)),
                sweep,
                resolved(root, name, data, model, loss, optimizer, schedule));
    }

    /** What is learned from and evaluated: folds of {@code data.train} if the config says so. */
    private static DataSection used(DataSection written, Options root) {
        Optional<Options> fold = root.get(ExperimentSchema.DATA).find(ExperimentSchema.FOLD);
        if (fold.isEmpty() || written.eval().isEmpty()) {
            return written;
        }
        int number = fold.get().get(ExperimentSchema.FOLD_NUMBER);
        int of = fold.get().get(ExperimentSchema.FOLDS);
        long seed = root.get(ExperimentSchema.SEED);
        DataSource train = written.train();
        DataSource held = written.eval().get().of(train.fold(new DataFold(number, of, seed, true)));
        return new DataSection(train.fold(new DataFold(number, of, seed, false)), Optional.of(held));
    }

    /** The config with every default explicit, in the schema's order. */
    private static MappingNode resolved(
            Options root,
            String name,
            DataSection data,
            ModelReader.Read model,
            Options loss,
            OptimizerReader.Read optimizer,
            Binder.Inline schedule) {
        MappingNode sources = MappingNode.of("train", toNode(data.train()));
        if (data.eval().isPresent()) {
            sources = sources.with("eval", toNode(data.eval().get()));
        }
        Optional<Options> fold = root.get(ExperimentSchema.DATA).find(ExperimentSchema.FOLD);
        if (fold.isPresent()) {
            sources = sources.with(ExperimentSchema.FOLD.name(), fold.get().toNode());
        }
        Map<String, ConfigNode> sections = Map.of(
                "name", ConfigNode.of(name),
                "data", sources,
                "model", join(toNode(model.section()), model.transfer().toNode()),
                "loss", loss.toNode(),
                "optimizer", optimizer.node(),
                "schedule", join(schedule.plugIn().toNode(), schedule.own().toNode()));
        MappingNode written = root.toNode();
        Map<String, MappingNode.Entry> entries = new LinkedHashMap<>();
        for (String key : ExperimentSchema.ROOT.names()) {
            ConfigNode value = sections.getOrDefault(key, written.get(key).orElse(null));
            if (value != null) {
                entries.put(key, new MappingNode.Entry(value.location(), value));
            }
        }
        return new MappingNode(entries, written.location());
    }

    private static MappingNode toNode(DataSource source) {
        MappingNode node = source.dataset()
                .toNode("dataset")
                .with("split", ConfigNode.of(source.split()))
                .with("batch", ConfigNode.of(source.batch()))
                .with("shuffle", ConfigNode.of(source.shuffle()))
                .with("transforms", ConfigNode.of(source.transforms()))
                .with("workers", ConfigNode.of(source.workers()));
        if (source.limit().isPresent()) {
            node = node.with("limit", ConfigNode.of(source.limit().getAsLong()));
        }
        if (source.cache().isPresent()) {
            DataCache cache = source.cache().get();
            Map<String, Object> kept = new LinkedHashMap<>();
            kept.put("type", cache.type().name().toLowerCase(Locale.ROOT));
            cache.path().ifPresent(path -> kept.put("path", path.toString()));
            node = node.with("cache", ConfigNode.of(kept));
        }
        return source.classes().isEmpty() ? node : node.with("select-classes", ConfigNode.of(source.classes()));
    }

    private static MappingNode toNode(ModelSection model) {
        if (model instanceof ModelSection.Layers layers) {
            return layers.toNode();
        }
        PlugInConfig architecture = ((ModelSection.Named) model).architecture();
        return architecture.toNode("architecture");
    }

    private static MappingNode join(MappingNode first, MappingNode second) {
        MappingNode joined = first;
        for (Map.Entry<String, MappingNode.Entry> entry : second.entries().entrySet()) {
            joined = joined.with(entry.getKey(), entry.getValue().value());
        }
        return joined;
    }
}
