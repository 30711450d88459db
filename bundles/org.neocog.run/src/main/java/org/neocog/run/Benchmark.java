package org.neocog.run;

import java.util.List;
import org.neocog.backend.MemoryReport;
import org.neocog.tensor.Shape;

/**
 * How fast the network of an experiment is, on images of noise.
 *
 * @param input shape of one image
 * @param batch images per step
 * @param precision element type of the computation
 * @param backends one after the other, as asked for
 */
public record Benchmark(String name, Shape input, int batch, String precision, int threads, List<OfBackend> backends) {
    public Benchmark {
        backends = List.copyOf(backends);
    }

    /**
     * On one backend.
     *
     * @param device what it runs on
     * @param compileSeconds time to compile training and evaluation
     * @param firstStepSeconds time of the first step of training
     * @param peak operations per second of the best large matrix product on this kind of device, by any backend that is installed
     * @param memory of the compiled program, training and evaluation together
     */
    public record OfBackend(
            String name,
            String device,
            double compileSeconds,
            double firstStepSeconds,
            double peak,
            MemoryReport memory,
            Phase training,
            Phase evaluation) {}

    /**
     * Training or evaluation.
     *
     * @param stepSeconds median time of a step; copying the batch in and the loss or logits out is part of it
     * @param operations two for each multiplication of convolutions, their gradients, and matrix products in a step
     * @param share of the peak that the step reaches
     * @param ops by time, the longest first; empty if the backend tells none
     */
    public record Phase(double imagesPerSecond, double stepSeconds, double operations, double share, List<OpTime> ops) {
        public Phase {
            ops = List.copyOf(ops);
        }
    }

    /**
     * All ops of one name in a step.
     *
     * @param parts how many times something of it ran
     * @param seconds their time in a step, the best of several
     * @param operations as those of the step; 0 for ops that multiply little
     * @param share of the peak that they reach; NaN where operations are 0
     */
    public record OpTime(String op, int parts, double seconds, double operations, double share) {}
}
