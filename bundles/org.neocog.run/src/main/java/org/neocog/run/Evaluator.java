package org.neocog.run;

import java.util.List;
import java.util.function.BooleanSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Step;
import org.neocog.dataset.ImageBatch;
import org.neocog.dataset.Loader;
import org.neocog.tensor.Tensor;

/**
 * Runs the evaluation graphs over one split and counts. Where the pipeline makes several images of an example, its answer is the mean of the
 * softmax over them, and its loss the negative logarithm of that. Threading: one thread.
 */
final class Evaluator {
    private static final int TOP = 5;

    private final Executable executable;
    private final Loader loader;
    private final boolean averaged;
    private final List<AnswerListener> answers;
    private final BufferAllocator allocator;
    private final Feed feed = new Feed();

    private double loss;
    private long correct;
    private long amongTop;
    private long examples;

    /** @param averaged whether averaged weights are evaluated */
    Evaluator(Executable executable, Loader loader, boolean averaged, BufferAllocator allocator) {
        this(executable, loader, averaged, List.of(), allocator);
    }

    /** @param answers told all outputs */
    Evaluator(
            Executable executable,
            Loader loader,
            boolean averaged,
            List<AnswerListener> answers,
            BufferAllocator allocator) {
        this.executable = executable;
        this.loader = loader;
        this.averaged = averaged;
        this.answers = answers;
        this.allocator = allocator;
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
        loss = 0;
        correct = 0;
        amongTop = 0;
        examples = 0;
        loader.epoch(0, 0);
        long done = 0;
        int views = loader.pipeline().views();
        try (MeanAnswer mean =
                new MeanAnswer(views, loader.pipeline().dataset().classNames().size(), allocator)) {
            for (ImageBatch batch = loader.next(); batch != null; batch = loader.next()) {
                if (cancelled.getAsBoolean()) {
                    return null;
                }
                feed.put(TrainingProgram.IMAGES, batch.images()).put(TrainingProgram.LABELS, batch.labels());
                Step step = executable.run(
                        averaged
                                ? TrainingProgram.evaluateAverage(batch.count())
                                : TrainingProgram.evaluate(batch.count()),
                        feed);
                count(batch, step, views == 1 ? null : mean);
                watcher.evaluated(++done, loader.batches(), loss / examples, examples);
            }
        }
        return new Metrics(
                loss / examples,
                (double) correct / examples,
                (double) amongTop / examples,
                examples - correct,
                examples);
    }

    /** @param mean over the views of an example; null where there is one */
    private void count(ImageBatch batch, Step step, @Nullable MeanAnswer mean) {
        Tensor losses = step.output(TrainingProgram.LOSSES);
        Tensor logits = step.output(TrainingProgram.LOGITS);
        for (int row = 0; row < batch.count(); row++) {
            if (mean == null) {
                count(logits, row, batch.label(row), losses.getDouble(row));
            } else if (mean.add(logits, row)) {
                count(mean.logits(), 0, batch.label(row), mean.loss(batch.label(row)));
            }
        }
    }

    private void count(Tensor logits, int row, int label, double lossOfIt) {
        loss += lossOfIt;
        int rank = rank(logits, row, logits.shape().intDim(1), label);
        correct += rank == 0 ? 1 : 0;
        amongTop += rank < TOP ? 1 : 0;
        examples++;
        for (AnswerListener listener : answers) {
            listener.answered(logits, row, label, rank);
        }
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
