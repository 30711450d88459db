package org.neocog.run;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Step;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;
import org.neocog.tensor.Tensor;

/** Runs the evaluation graphs over one split and counts. Threading: one thread. */
final class Evaluator {
    private static final int TOP = 5;

    private final Executable executable;
    private final Loader loader;
    private final boolean averaged;
    private final List<AnswerListener> answers;
    private final Feed feed = new Feed();

    /** @param averaged whether averaged weights are evaluated */
    Evaluator(Executable executable, Loader loader, boolean averaged) {
        this(executable, loader, averaged, List.of());
    }

    /** @param answers told all outputs */
    Evaluator(Executable executable, Loader loader, boolean averaged, List<AnswerListener> answers) {
        this.executable = executable;
        this.loader = loader;
        this.averaged = averaged;
        this.answers = answers;
    }

    /** Told each answer, in the order of the dataset. */
    @FunctionalInterface
    interface AnswerListener {
        /** @param rank how many classes come before the label: greater logits, and equal ones of lower index */
        void answered(Tensor logits, int row, int label, int rank);
    }

    /** Told after each batch. */
    @FunctionalInterface
    interface Watcher {
        void evaluated(long batch, long batches, double lossSoFar, long examples);
    }

    /** The result, or null if {@code cancelled} became true on the way. */
    @Nullable
    Metrics evaluate(BooleanSupplier cancelled, Watcher watcher) {
        double loss = 0;
        long correct = 0;
        long amongTop = 0;
        long examples = 0;
        loader.epoch(0, 0);
        long done = 0;
        for (ImageBatch batch = loader.next(); batch != null; batch = loader.next()) {
            if (cancelled.getAsBoolean()) {
                return null;
            }
            feed.put(TrainingProgram.IMAGES, batch.images()).put(TrainingProgram.LABELS, batch.labels());
            Step step = executable.run(
                    averaged ? TrainingProgram.evaluateAverage(batch.count()) : TrainingProgram.evaluate(batch.count()),
                    feed);
            Tensor losses = step.output(TrainingProgram.LOSSES);
            Tensor logits = step.output(TrainingProgram.LOGITS);
            int classes = logits.shape().intDim(1);
            for (int row = 0; row < batch.count(); row++) {
                loss += losses.getDouble(row);
                int rank = rank(logits, row, classes, batch.label(row));
                correct += rank == 0 ? 1 : 0;
                amongTop += rank < TOP ? 1 : 0;
                for (AnswerListener listener : answers) {
                    listener.answered(logits, row, batch.label(row), rank);
                }
            }
            examples += batch.count();
            watcher.evaluated(++done, loader.batches(), loss / examples, examples);
        }
        return new Metrics(
                loss / examples,
                (double) correct / examples,
                (double) amongTop / examples,
                examples - correct,
                examples);
    }

    /** How many classes come before the label: greater logits, and equal ones of lower index. A NaN comes before all numbers. */
    static int rank(Tensor logits, int row, int classes, int label) {
        double own = logits.getDouble((long) row * classes + label);
        int before = 0;
        for (int c = 0; c < classes; c++) {
            double other = logits.getDouble((long) row * classes + c);
            int order = Double.compare(other, own);
            if (c != label && (order > 0 || (order == 0 && c < label))) {
                before++;
            }
        }
        return Double.isNaN(own) ? classes : before;
    }
}
