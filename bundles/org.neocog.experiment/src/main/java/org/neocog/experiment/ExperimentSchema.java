package org.neocog.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.dataset.TransformType;
import org.neocog.optimizer.EpochMetric;

/** The keys of an experiment file that belong to no plug-in. */
final class ExperimentSchema {
    static final Option<Long> NEOCOG = Option.longInteger("neocog", "version of the format")
            .check("be " + Experiment.FORMAT, version -> version == Experiment.FORMAT);
    static final Option<String> NAME = Option.text(
                    "name", "name of the experiment and its runs; the file's name if absent")
            .check(
                    "be letters, digits, \".\", \"_\" and \"-\", and begin with a letter or digit",
                    name -> name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,99}"))
            .optional();
    static final Option<Long> SEED = Option.longInteger("seed", "seed of everything random")
            .orElse(1L)
            .atLeast(0)
            .atMost((1L << 53) - 1);

    static final Option<ConfigNode> TRAIN_DATA = Option.node("train", "what is learned from");
    static final Option<ConfigNode> EVAL_DATA =
            Option.node("eval", "what accuracy is measured on").optional();
    static final Option<Integer> FOLD_NUMBER =
            Option.integer("number", "which fold, from 1 on").atLeast(1);
    static final Option<Integer> FOLDS =
            Option.integer("of", "how many folds there are").atLeast(2);
    static final Option<Options> FOLD = Option.group(
                    "fold",
                    "a fold of data.train that is not learned from, but evaluated, in place of the examples of data.eval",
                    Schema.of(FOLD_NUMBER, FOLDS)
                            .rule(
                                    "fold",
                                    "number must be at most of",
                                    options -> options.get(FOLD_NUMBER) <= options.get(FOLDS),
                                    FOLD_NUMBER,
                                    FOLDS))
            .optional();
    static final Option<Options> DATA =
            Option.group("data", "where examples come from", Schema.of(TRAIN_DATA, EVAL_DATA, FOLD));

    static final Option<ConfigNode> MODEL =
            Option.node("model", "the network: {architecture: NAME, ...} or {layers: [...]}");
    static final Option<ConfigNode> LOSS =
            Option.node("loss", "what training minimizes").orElseConfig("softmax-cross-entropy");
    static final Option<ConfigNode> OPTIMIZER = Option.node("optimizer", "how parameters are updated");
    static final Option<ConfigNode> SCHEDULE =
            Option.node("schedule", "how the learning rate changes").orElseConfig("constant");

    static final Option<Long> EPOCHS = Option.longInteger("epochs", "passes over the training examples")
            .optional()
            .atLeast(1);
    static final Option<Long> STEPS =
            Option.longInteger("steps", "updates of the parameters").optional().atLeast(1);
    static final Schema SPAN = Schema.of(EPOCHS, STEPS)
            .rule(
                    "span",
                    "exactly one of epochs and steps must be given",
                    options -> options.find(EPOCHS).isPresent()
                            != options.find(STEPS).isPresent(),
                    EPOCHS,
                    STEPS);
    static final Option<Precision> PRECISION = Option.choice(
                    "precision", "element type of the computation", Precision.class)
            .orElse(Precision.FLOAT32);
    static final Option<Integer> ACCUMULATE = Option.integer("accumulate", "batches whose gradients make one step")
            .orElse(1)
            .atLeast(1);
    static final Option<Options> TRAIN = Option.group(
            "train",
            "how long and in which precision, and what happens to gradients and weights",
            SPAN.plus(Schema.of(
                    PRECISION,
                    ACCUMULATE,
                    TrainingSchema.GRAD_CLIP,
                    TrainingSchema.EMA,
                    TrainingSchema.EARLY_STOPPING,
                    TrainingSchema.BUDGET)));

    static final Option<Double> SECONDS =
            Option.number("seconds", "time").unit("second").optional().above(0);
    static final Schema DISTANCE = Schema.of(EPOCHS, STEPS, SECONDS)
            .rule(
                    "distance",
                    "one of epochs, steps and seconds must be given",
                    options -> options.find(EPOCHS).isPresent()
                            || options.find(STEPS).isPresent()
                            || options.find(SECONDS).isPresent(),
                    EPOCHS,
                    STEPS,
                    SECONDS);
    static final Option<Options> EVERY =
            Option.group("every", "distance of two checkpoints", DISTANCE).orElseConfig(Map.of("epochs", 1));
    static final Option<Integer> KEEP =
            Option.integer("keep", "how many of the newest stay").orElse(3).atLeast(1);
    static final Option<EpochMetric> BEST = Option.choice(
                    "best", "by what the best one stays as well", EpochMetric.class)
            .optional();
    static final Option<Options> CHECKPOINT = Option.group(
                    "checkpoint", "when the state is saved", Schema.of(EVERY, KEEP, BEST))
            .orElseConfig(Map.of());

    static final Option<List<String>> PREFER = Option.texts("prefer", "backends, the first that is there is taken")
            .orElse(List.of("opencl", "onednn", "reference"))
            .length(1, Integer.MAX_VALUE);
    static final Option<Integer> THREADS = Option.integer("threads", "how many threads compute; 0 is one a core")
            .orElse(0)
            .atLeast(0);
    static final Option<Boolean> TUNE = Option.flag(
                    "tune",
                    "the backend tries which of its ways of computing are fastest here, and keeps what it found")
            .orElse(false);
    static final Option<String> REQUIRE = Option.text(
                    "require", "OSGi filter on the properties of the service that must match, such as (verified>=0.98)")
            .check("be an OSGi filter, such as (verified>=0.98)", BackendSection::isFilter)
            .optional();
    static final Option<Boolean> TF32 = Option.flag(
                    "tf32",
                    "the backend may multiply in tf32, 10 bits behind the point, where its device is faster by that")
            .orElse(false);
    static final Option<Options> BACKEND = Option.group(
                    "backend", "who computes", Schema.of(PREFER, THREADS, TUNE, TF32, REQUIRE))
            .orElseConfig(Map.of());

    static final Option<Path> WEIGHTS_FILE = Option.path(
                    "file", "safetensors file that training starts from and evaluation uses")
            .optional();
    static final Option<String> STRIP_PREFIX = Option.text(
                    "strip-prefix", "what names in the file begin with and those of the model do not, such as module.")
            .orElse("");
    static final Option<Boolean> DENSE_AS_CONVOLUTION = Option.flag(
                    "dense-as-convolution",
                    "a dense layer's weight [O, C*H*W] of the file fits a convolution's [O, C, H, W] of the model")
            .orElse(false);
    static final Option<WeightsSection.Layout> LAYOUT = Option.choice(
                    "layout",
                    "how the file names and orders values; keras: conv1/kernel [H, W, I, O]",
                    WeightsSection.Layout.class)
            .orElse(WeightsSection.Layout.PYTORCH);
    static final Option<ConfigNode> RENAME = Option.node(
                    "rename", "layers of the file, and what they are in the model: {block1_conv1: features.0}")
            .check("be a mapping of names to names", TrainingSections::isNames)
            .optional();
    static final Option<List<Integer>> FLATTENED = Option.integers(
                    "flattened", "channels, height, width of the images that a network of Keras flattens")
            .optional()
            .atLeast(1)
            .length(3, 3);
    static final Option<Options> WEIGHTS = Option.group(
                    "weights",
                    "values of parameters from a file",
                    Schema.of(WEIGHTS_FILE, STRIP_PREFIX, DENSE_AS_CONVOLUTION, LAYOUT, RENAME, FLATTENED))
            .optional();

    static final Schema ROOT = Schema.of(
            NEOCOG,
            NAME,
            SEED,
            DATA,
            MODEL,
            LOSS,
            OPTIMIZER,
            SCHEDULE,
            TRAIN,
            CHECKPOINT,
            BACKEND,
            TrainingSchema.SWAP,
            TrainingSchema.SHADOW,
            WEIGHTS,
            TrainingSchema.GUARDS,
            TrainingSchema.TRACK,
            TrainingSchema.SWEEP);

    static final Option<LossSection.Type> LOSS_TYPE = Option.choice("type", "the loss", LossSection.Type.class);
    static final Option<Double> LABEL_SMOOTHING = Option.number(
                    "label-smoothing", "share of the target that is spread over all classes alike")
            .orElse(0.0)
            .atLeast(0)
            .below(1);
    static final Option<List<Double>> CLASS_WEIGHTS = Option.numbers(
                    "class-weights", "weight of the examples of each class; equal ones if empty")
            .orElse(List.of())
            .atLeast(0);
    static final Schema LOSS_SECTION =
            Schema.of(LOSS_TYPE, LABEL_SMOOTHING, CLASS_WEIGHTS).primary(LOSS_TYPE);

    static final Option<Unit> UNIT =
            Option.choice("unit", "what the schedule counts in", Unit.class).orElse(Unit.EPOCH);
    static final Option<Long> WARM_UP = Option.longInteger(
                    "warm-up", "over how many units the learning rate first rises linearly")
            .orElse(0L)
            .atLeast(0);
    static final Schema SCHEDULE_SECTION = Schema.of(UNIT, WARM_UP);

    static final Option<Integer> BATCH =
            Option.integer("batch", "examples per step").orElse(64).atLeast(1);
    static final Option<List<PlugInConfig>> TRANSFORMS = Option.plugIns(
                    "transforms", "what happens to each example, in order", TransformType.KIND)
            .orElse(List.of());
    static final Option<Long> LIMIT = Option.longInteger("limit", "use only so many examples, the first ones")
            .optional()
            .atLeast(1);
    static final Option<Integer> WORKERS = Option.integer(
                    "workers", "threads that prepare batches; 0 is one for two cores, at most 8")
            .orElse(0)
            .atLeast(0)
            .atMost(256);
    static final Option<DataCache.Type> CACHE_TYPE =
            Option.choice("type", "arrow: a mapped Arrow IPC file", DataCache.Type.class);
    static final Option<Path> CACHE_PATH = Option.path(
                    "path", "folder for it; without it ${XDG_CACHE_HOME}/neocog/images or ~/.cache/neocog/images")
            .optional();
    static final Option<Options> CACHE = Option.group(
                    "cache",
                    "keeps the images as they are when they have come to be of one size, so that they are decoded once",
                    Schema.of(CACHE_TYPE, CACHE_PATH).primary(CACHE_TYPE))
            .optional();
    static final Option<String> SPLIT = Option.text("split", "part of the dataset");
    static final Option<Boolean> SHUFFLE = Option.flag("shuffle", "whether each epoch has an order of its own");
    static final Option<ConfigNode> CLASSES = Option.node(
                    "select-classes", "only these classes: [cat, dog], or several as one: {animals: [cat, dog], ...}")
            .optional();
    static final Schema TRAIN_SOURCE =
            Schema.of(SPLIT.orElse("train"), BATCH, SHUFFLE.orElse(true), TRANSFORMS, LIMIT, CLASSES, WORKERS, CACHE);
    static final Schema EVAL_SOURCE =
            Schema.of(SPLIT.orElse("test"), BATCH, SHUFFLE.orElse(false), TRANSFORMS, LIMIT, CLASSES, WORKERS, CACHE);

    private ExperimentSchema() {}
}
