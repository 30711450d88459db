package org.neocog.run;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.Model;
import org.neocog.architecture.ModelSpec;
import org.neocog.backend.Executable;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.Pipeline;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.Precision;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.optimizer.EpochMetric;
import org.neocog.tensor.Shape;

/**
 * An experiment with everything that it names found: opened data, the program, the first values, the learning rate and the backend. Holds no
 * object of a layer, architecture or optimizer bundle. Owns the datasets.
 */
final class Resolution implements AutoCloseable {
    private final RunSettings settings;
    private final Provider provider;
    /** Names of backends, the best one first. */
    private final List<String> prefer;

    private final @Nullable Source train;
    private final @Nullable Source eval;
    private final Program program;
    /** Names of parameters that training leaves as they are. */
    private final List<String> frozen;

    private @Nullable InitialState initialState;
    private final @Nullable LearningRate learningRate;
    private final Set<String> newHead;

    /** An opened split, who opened it, and its batches. */
    record Source(DatasetType type, Dataset dataset, Pipeline pipeline, DataSource config) {
        int batch() {
            return (int) Math.min(config.batch(), pipeline.rows());
        }

        long batches() {
            return (pipeline.rows() + config.batch() - 1) / config.batch();
        }

        /** The sizes of batches that there are: the full one and what is left at the end. */
        SortedSet<Integer> sizes() {
            SortedSet<Integer> sizes = new TreeSet<>();
            sizes.add(batch());
            int rest = (int) (pipeline.rows() % config.batch());
            if (rest > 0) {
                sizes.add(rest);
            }
            return sizes;
        }
    }

    private Resolution(
            RunSettings settings,
            Provider provider,
            List<String> prefer,
            @Nullable Source train,
            @Nullable Source eval,
            TrainingProgram program,
            InitialState initialState,
            @Nullable LearningRate learningRate,
            Set<String> newHead) {
        this.newHead = newHead;
        this.settings = settings;
        this.initialState = initialState;
        this.provider = provider;
        this.prefer = prefer;
        this.train = train;
        this.eval = eval;
        // not the training program itself: how variables start refers to plug-ins
        this.program = program.program();
        this.frozen = program.frozen();
        this.learningRate = learningRate;
    }

    /**
     * Finds everything for training and evaluation.
     *
     * @throws MissingServiceException if a service is not there now
     * @throws ConfigException if something that is there does not fit
     */
    static Resolution toTrain(
            Experiment experiment, Catalog catalog, Backends backends, Optional<String> backend, RunListener listener) {
        return resolve(
                experiment, catalog, backends, backend, true, experiment.data().eval(), listener);
    }

    /** Finds everything for training without any evaluation. */
    static Resolution toTrainAlone(
            Experiment experiment, Catalog catalog, Backends backends, Optional<String> backend, RunListener listener) {
        return resolve(experiment, catalog, backends, backend, true, Optional.empty(), listener);
    }

    /** Finds everything for evaluation alone. */
    static Resolution toEvaluate(
            Experiment experiment,
            DataSource eval,
            Catalog catalog,
            Backends backends,
            Optional<String> backend,
            RunListener listener) {
        return resolve(experiment, catalog, backends, backend, false, Optional.of(eval), listener);
    }

    private static Resolution resolve(
            Experiment experiment,
            Catalog catalog,
            Backends backends,
            Optional<String> backendName,
            boolean training,
            Optional<DataSource> evalSource,
            RunListener listener) {
        RecordingCatalog recording = new RecordingCatalog(catalog);
        PlugIns plugIns = new PlugIns(recording);
        Source train = null;
        Source eval = null;
        boolean done = false;
        try {
            List<String> prefer =
                    backendName.map(List::of).orElse(experiment.backend().prefer());
            Backends.Installed backend = chosen(backends, prefer, experiment);
            RunSettings settings = RunSettings.of(experiment);
            Model model = plugIns.model(experiment);
            train = training ? open(plugIns, experiment.data().train(), null, true, listener) : null;
            eval = evalSource.isPresent() ? open(plugIns, evalSource.get(), train, false, listener) : null;
            Source shown = train != null ? train : java.util.Objects.requireNonNull(eval);
            requireEqualShapes(train, eval);
            ProgramFactory factory = new ProgramFactory(
                    model,
                    shown.pipeline().imageShape(),
                    shown.dataset().classNames().size(),
                    settings.element());
            SortedSet<Integer> evalSizes = eval == null ? new TreeSet<>() : eval.sizes();
            TrainingProgram program;
            LearningRate learningRate = null;
            if (train == null) {
                program = factory.build(evalSizes);
            } else {
                ParameterGroups groups = ParameterGroups.of(experiment, plugIns);
                Objective objective = Objective.of(experiment.loss(), factory.classes());
                ProgramFactory.Training how = new ProgramFactory.Training(
                        groups, objective, experiment.train(), train.pipeline().mixes());
                program = factory.build(how, train.sizes(), evalSizes);
                learningRate = learningRate(experiment, plugIns, groups, train);
                requireEvaluation(experiment);
            }
            InitialState initialState = new InitialState(program.variables(), experiment.seed(), plugIns);
            done = true;
            return new Resolution(
                    settings,
                    Provider.of(backend, backends),
                    prefer,
                    train,
                    eval,
                    program,
                    initialState,
                    learningRate,
                    newHead(experiment, model));
        } catch (ConfigException e) {
            if (recording.missing().isEmpty()) {
                throw e;
            }
            throw missing(recording);
        } finally {
            if (!done) {
                close(train, eval);
            }
        }
    }

    private static MissingServiceException missing(RecordingCatalog recording) {
        return new MissingServiceException(String.join(", ", recording.missing())
                + (recording.missing().size() == 1 ? " is" : " are")
                + " not offered by any active bundle. Start or install a bundle that offers it.");
    }

    /** Opens a split; of the same dataset as {@code other} where the config says so. */
    private static Source open(
            PlugIns plugIns, DataSource config, @Nullable Source other, boolean training, RunListener listener) {
        boolean same = other != null && sameDataset(other.config(), config);
        DatasetType type = same && other != null ? other.type() : plugIns.datasetType(config);
        Dataset dataset = same && other != null ? other.dataset() : plugIns.dataset(config, type);
        boolean shared = other != null && dataset == other.dataset();
        boolean done = false;
        try {
            if (!dataset.splits().contains(config.split())) {
                throw new ConfigException(
                        config.dataset().location(),
                        config.dataset().type() + ": there is no split \"" + config.split() + "\"; splits: "
                                + dataset.splits() + ". Change split.");
            }
            Pipeline pipeline = plugIns.pipeline(config, dataset);
            if (pipeline.size() == 0) {
                throw new ConfigException(
                        config.dataset().location(),
                        config.dataset().type() + ": split \"" + config.split()
                                + "\" must hold an example, but is empty. Use another one.");
            }
            requireFit(pipeline, config, training);
            Source source = new Source(type, dataset, CachedPipelines.of(pipeline, config, listener), config);
            done = true;
            return source;
        } finally {
            if (!done && !shared) {
                dataset.close();
            }
        }
    }

    private static void requireFit(Pipeline pipeline, DataSource config, boolean training) {
        if (training && pipeline.views() > 1) {
            throw new ConfigException(
                    config.dataset().location(),
                    "transforms: training must have one image of each example, but a transform of data.train makes "
                            + pipeline.views() + ". Use it in data.eval.");
        }
        if (!training && pipeline.mixes()) {
            throw new ConfigException(
                    config.dataset().location(),
                    "transforms: evaluation must have images of one label each, but a transform of data.eval mixes them."
                            + " Use it in data.train alone.");
        }
    }

    private static boolean sameDataset(DataSource one, DataSource other) {
        return one.classes().equals(other.classes())
                && one.fold().equals(other.fold())
                && one.dataset().type().equals(other.dataset().type())
                && one.dataset().options().equals(other.dataset().options());
    }

    private static void requireEqualShapes(@Nullable Source train, @Nullable Source eval) {
        if (train == null || eval == null) {
            return;
        }
        Shape first = train.pipeline().imageShape();
        Shape second = eval.pipeline().imageShape();
        if (!first.equals(second)) {
            throw new ConfigException(
                    eval.config().dataset().location(),
                    "data: training and evaluation must have images of one shape, but train=" + first + ", eval="
                            + second + ". Make their transforms fit.");
        }
    }

    /** @throws ConfigException if none of the preferred backends, which are all there, computes in the precision */
    private static Backends.Installed chosen(Backends backends, List<String> prefer, Experiment experiment) {
        Precision precision = experiment.train().precision();
        Backends some = backends.satisfying(experiment.backend().require());
        return some.choose(prefer, precision).orElseThrow(() -> {
            String problem = "backend: " + backends.noneSatisfies(some, prefer, precision);
            return some.haveAll(prefer)
                    ? new ConfigException(experiment.resolved().location(), problem)
                    : new MissingServiceException(problem);
        });
    }

    private static LearningRate learningRate(
            Experiment experiment, PlugIns plugIns, ParameterGroups groups, Source train) {
        RunSettings settings = RunSettings.of(experiment);
        return new LearningRate(
                groups.learningRate(),
                plugIns.schedule(experiment),
                experiment.schedule(),
                settings.stepsPerEpoch(train.batches()),
                settings.totalSteps(train.batches()));
    }

    /** What is measured of evaluations needs some. */
    private static void requireEvaluation(Experiment experiment) {
        if (experiment.data().eval().isPresent()) {
            return;
        }
        Map<String, EpochMetric> asked = new LinkedHashMap<>();
        experiment.train().earlyStopping().ifPresent(stop -> asked.put("train.early-stopping.metric", stop.metric()));
        experiment.checkpoint().best().ifPresent(metric -> asked.put("checkpoint.best", metric));
        asked.forEach((key, metric) -> {
            if (metric.isOfEvaluation()) {
                throw new ConfigException(
                        experiment.resolved().location(),
                        key + ": a metric of evaluations needs data.eval, but metric=" + metric.key()
                                + " and there is no data.eval. Add it, or use train-loss.");
            }
        });
    }

    /** The layers that the config has a new classifier for. */
    private static Set<String> newHead(Experiment experiment, Model model) {
        return experiment.transfer().headClasses().isEmpty()
                ? Set.of()
                : ClassifierHead.of(new ModelSpec(model.input(), model.layers(), model.auxiliary()));
    }

    /** Whether a variable is of the new classifier, whose values come from no file. */
    boolean isOfNewHead(String variable) {
        return newHead.stream().anyMatch(layer -> variable.startsWith(layer + "."));
    }

    RunSettings settings() {
        return settings;
    }

    /** What the variables are before the first step. @throws IllegalStateException after {@link #releasePlugIns} */
    InitialState initialState() {
        if (initialState == null) {
            throw new IllegalStateException("resolution: the initial state was let go when training began");
        }
        return initialState;
    }

    /** Lets go of the initializers, the last objects of plug-ins that can be updated under a run. */
    void releasePlugIns() {
        initialState = null;
    }

    Backends.Installed backend() {
        return provider.installed();
    }

    /** The backend that was chosen. */
    Provider provider() {
        return provider;
    }

    /** Names of backends, the best one first. */
    List<String> prefer() {
        return prefer;
    }

    /** Compiles the program; what the backend does not support goes to one that supports everything, if there is one. */
    Executable compile(BufferAllocator allocator) {
        return provider.compile(program, settings, allocator);
    }

    Program program() {
        return program;
    }

    Source train() {
        return java.util.Objects.requireNonNull(train, "this resolution was made to evaluate");
    }

    LearningRate learningRate() {
        return java.util.Objects.requireNonNull(learningRate, "this resolution was made to evaluate");
    }

    @Nullable
    Source eval() {
        return eval;
    }

    /** Steps of the whole run. */
    long totalSteps() {
        return settings.totalSteps(train().batches());
    }

    /** Steps of one epoch. */
    long stepsPerEpoch() {
        return settings.stepsPerEpoch(train().batches());
    }

    /** The number of values that training changes. */
    long parameters() {
        return program.variables().stream()
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .filter(variable -> !frozen.contains(variable.name()))
                .mapToLong(variable -> variable.type().size())
                .sum();
    }

    /** The opened splits. */
    List<Source> sources() {
        return Arrays.asList(train, eval).stream()
                .filter(source -> source != null)
                .toList();
    }

    private static void close(@Nullable Source train, @Nullable Source eval) {
        for (Source source : Arrays.asList(train, eval)) {
            if (source != null) {
                source.pipeline().dataset().close();
            }
        }
        if (train != null) {
            train.dataset().close();
        }
        if (eval != null && (train == null || eval.dataset() != train.dataset())) {
            eval.dataset().close();
        }
    }

    @Override
    public void close() {
        close(train, eval);
    }
}
