package org.neocog.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.experiment.TrackSection;
import org.neocog.tensor.Tensor;

/** All forms in which a run keeps what it measures: {@code metrics.jsonl} always, others as the config says. Owns them, but the folder. */
final class MetricSinks implements MetricSink {
    private final List<MetricSink> sinks = new ArrayList<>();
    private final TrackSection section;

    /** @param afterStep steps done before */
    MetricSinks(TrackSection section, RunFolder folder, long afterStep, BufferAllocator allocator) throws IOException {
        this.section = section;
        sinks.add(new Lines(folder));
        boolean done = false;
        try {
            if (section.tensorboard()) {
                sinks.add(new TensorBoardEvents(folder.path().resolve("tensorboard"), afterStep));
            }
            if (section.arrow()) {
                sinks.add(new ArrowMetrics(folder.path().resolve("metrics"), afterStep, allocator));
            }
            done = true;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    @Override
    public void step(long step, int epoch, double loss, double learningRate, long data) throws IOException {
        for (MetricSink sink : sinks) {
            sink.step(step, epoch, loss, learningRate, data);
        }
    }

    @Override
    public void epoch(EpochRecord record) throws IOException {
        for (MetricSink sink : sinks) {
            sink.epoch(record);
        }
    }

    @Override
    public boolean wantsWeights(int epoch) {
        return section.tensorboard() && section.histograms() > 0 && epoch % section.histograms() == 0;
    }

    @Override
    public void weights(long step, Map<String, Tensor> weights) throws IOException {
        for (MetricSink sink : sinks) {
            sink.weights(step, weights);
        }
    }

    @Override
    public void undoAfter(long step) throws IOException {
        for (MetricSink sink : sinks) {
            sink.undoAfter(step);
        }
    }

    @Override
    public void flush() throws IOException {
        for (MetricSink sink : sinks) {
            sink.flush();
        }
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (MetricSink sink : sinks) {
            try {
                sink.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** {@code metrics.jsonl}: a line for each step and each epoch. */
    private record Lines(RunFolder folder) implements MetricSink {
        @Override
        public void step(long step, int epoch, double loss, double learningRate, long data) throws IOException {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("type", "step");
            line.put("step", step);
            line.put("epoch", epoch);
            line.put("loss", loss);
            line.put("learningRate", learningRate);
            line.put("data", Long.toHexString(data));
            folder.metric(line);
        }

        @Override
        public void epoch(EpochRecord record) throws IOException {
            Metrics eval = record.eval();
            Metrics averaged = record.averaged();
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("type", "epoch");
            line.put("step", record.step());
            line.put("epoch", record.epoch());
            line.put("train", Map.of("loss", record.trainLoss()));
            line.put("eval", eval == null ? null : eval.toMap());
            if (averaged != null) {
                line.put("evalAverage", averaged.toMap());
            }
            line.put("learningRate", record.learningRate());
            line.put("imagesPerSecond", record.imagesPerSecond());
            line.put("inputBound", record.inputBound());
            line.put("seconds", record.seconds());
            folder.metric(line);
        }

        @Override
        public void undoAfter(long step) throws IOException {
            folder.cutMetricsAfter(step);
        }

        @Override
        public void flush() throws IOException {
            folder.flush();
        }

        @Override
        public void close() {} // the folder is closed by the run
    }
}
