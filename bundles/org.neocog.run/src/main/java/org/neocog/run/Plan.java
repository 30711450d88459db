package org.neocog.run;

import java.util.List;
import org.neocog.architecture.ModelSpec;
import org.neocog.tensor.Shape;

/**
 * What a network is made of, per image.
 *
 * @param network its layers
 * @param input shape of one image
 * @param warnings rules of thumb that it breaks, a sentence each
 * @param trainable number of values that training changes: those that are frozen left out
 * @param learningRate at about a hundred places of the run, in order; empty where nothing is trained, or if the data must be there for it
 */
public record Plan(
        String name,
        ModelSpec network,
        Shape input,
        Totals totals,
        Memory memory,
        List<Layer> layers,
        List<String> warnings,
        List<Part> parts,
        long trainable,
        List<RateSample> learningRate) {
    public Plan {
        layers = List.copyOf(layers);
        warnings = List.copyOf(warnings);
        parts = List.copyOf(parts);
        learningRate = List.copyOf(learningRate);
    }

    /** A network whose parameters are all trained, without a training. */
    public Plan(
            String name,
            ModelSpec network,
            Shape input,
            Totals totals,
            Memory memory,
            List<Layer> layers,
            List<String> warnings,
            List<Part> parts) {
        this(name, network, input, totals, memory, layers, warnings, parts, totals.parameters(), List.of());
    }

    /**
     * The learning rate at one place of the run, warm-up included; what a plateau lowers is not known before.
     *
     * @param step steps done before; -1 if the number of steps in an epoch is not known without the data
     * @param epoch epochs done before, with a fraction; NaN if not known
     */
    public record RateSample(long step, double epoch, double rate) {}

    /**
     * Sums over the layers.
     *
     * @param parameters number of values that training changes
     * @param buffers number of values that are kept with them and not trained, such as running statistics
     * @param macs multiplications of convolutions and matrix products, layers that only training has left out
     * @param activationBytes bytes of all layer outputs
     */
    public record Totals(long parameters, long buffers, long macs, long activationBytes) {
        /** Two operations, a multiplication and an addition, for each of {@link #macs}; NaN if there are no parameters. */
        public double flopsPerParameter() {
            return parameters == 0 ? Double.NaN : 2.0 * macs / parameters;
        }
    }

    /**
     * Bytes that a batch takes at least; a backend needs scratch space besides.
     *
     * @param batch images in the batch
     * @param weights parameters and buffers
     * @param gradients those of the parameters
     * @param slots what the optimizer keeps
     * @param activations images and all layer outputs, which training keeps
     * @param activationGradients those of the layer outputs
     * @param peakActivations the most that evaluation has to hold at once of images and layer outputs
     */
    public record Memory(
            int batch,
            long weights,
            long gradients,
            long slots,
            long activations,
            long activationGradients,
            long peakActivations) {
        /** Bytes of evaluation. */
        public long inference() {
            return weights + peakActivations;
        }

        /** Bytes of training. */
        public long training() {
            return weights + gradients + slots + activations + activationGradients;
        }
    }

    /**
     * One layer.
     *
     * @param output shape per image: {@code [C, H, W]} or {@code [F]}
     * @param parameters number of values that training changes
     * @param buffers number of values that are kept with them
     * @param receptiveField side in pixels of the part of the input that one output sees: height, for square ones both
     * @param trainingOnly whether the network's output does without it: it leads to an auxiliary output
     */
    public record Layer(
            String name,
            String type,
            Shape output,
            long parameters,
            long buffers,
            long macs,
            long receptiveField,
            long activationBytes,
            boolean trainingOnly) {}

    /**
     * Which bundle offers a part.
     *
     * @param kind {@code layer}, {@code optimizer}, {@code backend}, ...
     * @param bundle symbolic name and version; {@code missing} if none is installed
     */
    public record Part(String kind, String name, String bundle) {}
}
