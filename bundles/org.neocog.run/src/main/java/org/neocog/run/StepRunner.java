package org.neocog.run;

import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.Model;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.dataset.ImageBatch;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * Runs single steps of a training: one batch, or several whose gradients are added up. Owns the tensors of its scalars. Threading: one
 * thread.
 */
final class StepRunner implements AutoCloseable {
    /** Makes the order of batches count in {@link #data}. */
    private static final long DATA_FACTOR = 0x9e3779b97f4a7c15L;

    private final Executable executable;
    private final Program program;
    private final int accumulate;
    private final Owned owned = new Owned();
    private final Tensor learningRate;
    private final Tensor stepNumber;
    private final Tensor examplesFed;
    private final Tensor randomState;
    private final Feed feed = new Feed();
    private final Feed applyFeed = new Feed();

    // of the last step
    private double loss;
    private long examples;
    private long batches;
    private long data;

    StepRunner(Program program, RunSettings settings, Executable executable, BufferAllocator allocator) {
        this.executable = executable;
        this.program = program;
        this.accumulate = settings.train().accumulate();
        ElementType element = settings.element();
        boolean made = false;
        try {
            this.learningRate = owned.add(Tensor.zeros(allocator, TensorType.scalar(element)));
            this.stepNumber = owned.add(Tensor.zeros(allocator, TensorType.scalar(element)));
            this.examplesFed = owned.add(Tensor.zeros(allocator, TensorType.scalar(element)));
            this.randomState = owned.add(Tensor.zeros(allocator, TensorType.of(ElementType.INT64, 2)));
            randomState.setLong(0, settings.seed());
            made = true;
        } finally {
            if (!made) {
                owned.close();
            }
        }
        applyFeed
                .put(TrainingProgram.LEARNING_RATE, learningRate)
                .put(TrainingProgram.STEP, stepNumber)
                .put(TrainingProgram.EXAMPLES, examplesFed);
    }

    /** Mean loss over the examples of the last step. */
    double loss() {
        return loss;
    }

    /** Number of examples in the last step. */
    long examples() {
        return examples;
    }

    /** A digest of the indices of the examples of the last step, in their order. */
    long data() {
        return data;
    }

    /** Number of batches in the last step. */
    long batches() {
        return batches;
    }

    /**
     * Does one step.
     *
     * @param first the first batch of it
     * @param more gives the others, where several batches make a step; fewer at the end of an epoch
     * @param step steps done before
     * @param record gets copies of the batches; null if nobody does the step again
     */
    void step(ImageBatch first, Batches more, long step, double rate, @Nullable StepRecord record) {
        learningRate.setDouble(0, rate);
        stepNumber.setDouble(0, step + 1);
        double sum = 0;
        long count = 0;
        long done = 0;
        data = 0;
        ImageBatch batch = first;
        while (batch != null) {
            data = data * DATA_FACTOR + more.indicesDigest();
            if (record != null) {
                record.add(batch);
            }
            randomState.setLong(1, step * accumulate + done);
            sum += train(batch) * batch.count();
            count += batch.count();
            done++;
            batch = done < accumulate ? more.next() : null;
        }
        if (accumulate > 1) {
            examplesFed.setDouble(0, count);
            executable.run(TrainingProgram.APPLY, applyFeed);
        }
        loss = done == 1 ? lastLoss : sum / count;
        examples = count;
        batches = done;
    }

    private double lastLoss;

    private double train(ImageBatch batch) {
        String graph = TrainingProgram.train(batch.count());
        feed.put(TrainingProgram.IMAGES, batch.images()).put(TrainingProgram.LABELS, batch.labels());
        batch.mixture()
                .ifPresent(mixture -> feed.put(TrainingProgram.OTHER_LABELS, mixture.labels())
                        .put(TrainingProgram.SHARES, mixture.shares()));
        feedIfRead(graph, TrainingProgram.LEARNING_RATE, learningRate);
        feedIfRead(graph, TrainingProgram.STEP, stepNumber);
        feedIfRead(graph, Model.RANDOM_STATE, randomState);
        lastLoss = executable.run(graph, feed).output(TrainingProgram.LOSS).getDouble(0);
        return lastLoss;
    }

    private void feedIfRead(String graph, String input, @Nullable Tensor tensor) {
        if (tensor != null && program.graph(graph).inputs().containsKey(input)) {
            feed.put(input, tensor);
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
