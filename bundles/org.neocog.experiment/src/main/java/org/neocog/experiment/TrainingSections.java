package org.neocog.experiment;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.Options;

/** Makes sections of options that are bound. */
final class TrainingSections {
    private TrainingSections() {}

    static TrainSection train(Options train) {
        return new TrainSection(
                span(train),
                train.get(ExperimentSchema.PRECISION),
                train.get(ExperimentSchema.ACCUMULATE),
                train.find(TrainingSchema.GRAD_CLIP).map(TrainingSections::clip),
                train.find(TrainingSchema.EMA)
                        .map(ema -> new MovingAverage(ema.get(TrainingSchema.DECAY), ema.get(TrainingSchema.EVALUATE))),
                train.find(TrainingSchema.EARLY_STOPPING)
                        .map(stop -> new EarlyStopping(
                                stop.get(TrainingSchema.METRIC),
                                stop.get(TrainingSchema.PATIENCE),
                                stop.get(TrainingSchema.THRESHOLD))),
                train.find(TrainingSchema.BUDGET)
                        .map(budget -> new Budget(
                                optional(budget.find(TrainingSchema.SECONDS)),
                                optionalLong(budget.find(TrainingSchema.STEPS))))
                        .orElse(Budget.NONE));
    }

    private static GradientClip clip(Options clip) {
        return clip.find(TrainingSchema.NORM)
                .<GradientClip>map(GradientClip.Norm::new)
                .orElseGet(() -> new GradientClip.Value(clip.get(TrainingSchema.VALUE)));
    }

    static CheckpointSection checkpoint(Options checkpoint) {
        Options every = checkpoint.get(ExperimentSchema.EVERY);
        return new CheckpointSection(
                new CheckpointSection.Every(
                        optionalLong(every.find(ExperimentSchema.EPOCHS)),
                        optionalLong(every.find(ExperimentSchema.STEPS)),
                        optional(every.find(ExperimentSchema.SECONDS))),
                checkpoint.get(ExperimentSchema.KEEP),
                checkpoint.find(ExperimentSchema.BEST));
    }

    static GuardSection guards(Options guards) {
        return new GuardSection(
                guards.get(TrainingSchema.NOT_FINITE),
                guards.find(TrainingSchema.SPIKE)
                        .map(spike -> new GuardSection.Spike(
                                spike.get(TrainingSchema.SPIKE_POLICY),
                                spike.get(TrainingSchema.FACTOR),
                                spike.get(TrainingSchema.WINDOW))),
                guards.find(TrainingSchema.STALL)
                        .map(stall -> new GuardSection.Stall(
                                stall.get(TrainingSchema.STALL_POLICY),
                                stall.get(TrainingSchema.STALL_EPOCHS),
                                stall.get(TrainingSchema.STALL_THRESHOLD))),
                guards.get(TrainingSchema.ATTEMPTS),
                guards.get(TrainingSchema.GAMMA));
    }

    static SwapSection swap(Options swap) {
        return new SwapSection(
                swap.get(TrainingSchema.SWAP_POLICY),
                optional(swap.find(TrainingSchema.TOLERANCE)),
                swap.get(TrainingSchema.TIMEOUT),
                swap.get(TrainingSchema.QUIESCE),
                swap.get(TrainingSchema.GRACE));
    }

    static ShadowSection shadow(Options shadow) {
        return new ShadowSection(shadow.get(TrainingSchema.SHADOW_BACKEND), shadow.get(TrainingSchema.SHADOW_EVERY));
    }

    static TrackSection track(Options track) {
        return new TrackSection(
                track.get(TrainingSchema.TENSORBOARD),
                track.get(TrainingSchema.HISTOGRAMS),
                track.get(TrainingSchema.ARROW));
    }

    static LossSection loss(Options loss) {
        return new LossSection(
                loss.get(ExperimentSchema.LOSS_TYPE),
                loss.get(ExperimentSchema.LABEL_SMOOTHING),
                loss.get(ExperimentSchema.CLASS_WEIGHTS));
    }

    static TransferSection transfer(Options transfer) {
        return new TransferSection(
                transfer.find(TrainingSchema.WEIGHTS),
                transfer.find(TrainingSchema.HEAD)
                        .map(head -> OptionalInt.of(head.get(TrainingSchema.CLASSES)))
                        .orElse(OptionalInt.empty()),
                transfer.get(TrainingSchema.FREEZE));
    }

    static WeightsSection weights(Options options) {
        return new WeightsSection(
                options.find(ExperimentSchema.WEIGHTS_FILE),
                options.get(ExperimentSchema.STRIP_PREFIX),
                options.get(ExperimentSchema.DENSE_AS_CONVOLUTION),
                options.get(ExperimentSchema.LAYOUT),
                options.find(ExperimentSchema.RENAME)
                        .map(TrainingSections::names)
                        .orElse(Map.of()),
                options.find(ExperimentSchema.FLATTENED).orElse(List.of()));
    }

    /** Whether it is a mapping of texts to texts. */
    static boolean isNames(ConfigNode node) {
        return node instanceof MappingNode mapping
                && mapping.toJava().values().stream().allMatch(String.class::isInstance);
    }

    private static Map<String, String> names(ConfigNode node) {
        Map<String, String> names = new LinkedHashMap<>();
        ((MappingNode) node).toJava().forEach((from, to) -> names.put(from, String.valueOf(to)));
        return names;
    }

    private static Span span(Options options) {
        return options.find(ExperimentSchema.EPOCHS)
                .map(epochs -> new Span(epochs, Unit.EPOCH))
                .orElseGet(() -> new Span(options.get(ExperimentSchema.STEPS), Unit.STEP));
    }

    private static OptionalLong optionalLong(Optional<Long> value) {
        return value.map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static OptionalDouble optional(Optional<Double> value) {
        return value.map(OptionalDouble::of).orElse(OptionalDouble.empty());
    }
}
