package org.neocog.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Snapshot;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.experiment.WeightsSection;
import org.neocog.experiment.WeightsSection.Layout;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;

/**
 * Values of variables from a file that another program may have written: names become those of the model, numbers of the precision of the run
 * and in its order, dense layers become convolutions on demand, and PyTorch's counters {@code num_batches_tracked}, which nothing here reads, are passed over.
 */
final class Weights {
    private static final String COUNTER = "num_batches_tracked";

    private Weights() {}

    /**
     * Reads a file.
     *
     * @param section how the file is to be read
     * @param program whose variables the tensors are for; those that do not fit stay as they are
     * @return the tensors of the file by their new names; the caller closes them
     */
    static Snapshot read(Path file, WeightsSection section, Program program, BufferAllocator allocator) {
        WeightNames names = new WeightNames(section, program);
        Snapshot read;
        try {
            read = Safetensors.read(file, allocator);
        } catch (IOException e) {
            throw new ConfigException(
                    Location.origin("weights"),
                    "must be a readable safetensors file, but " + RunFolder.reason(e)
                            + ". Check --weights, or weights.file.");
        }
        Map<String, Tensor> named = new LinkedHashMap<>();
        List<Tensor> unused = new ArrayList<>();
        boolean done = false;
        try {
            Map<String, String> origins = new LinkedHashMap<>();
            read.tensors().forEach((name, tensor) -> {
                String own = names.of(name);
                if (own.equals(COUNTER) || own.endsWith("." + COUNTER)) {
                    unused.add(tensor);
                } else {
                    requireOne(section, own, origins.put(own, name), name);
                    named.put(own, tensor);
                }
            });
            convert(named, section, program, allocator, unused);
            done = true;
            return new Snapshot(named);
        } finally {
            unused.forEach(Tensor::close);
            if (!done) {
                named.values().forEach(Tensor::close);
                read.close();
            }
        }
    }

    private static void requireOne(WeightsSection section, String own, @Nullable String first, String second) {
        if (first != null
                && (section.layout() != Layout.PYTORCH || !section.rename().isEmpty())) {
            throw new ConfigException(
                    Location.origin("weights"),
                    "names must stay different, but \"" + first + "\" and \"" + second + "\" are both \"" + own
                            + "\" in the model. Change weights.rename or weights.layout.");
        }
        if (first != null) {
            throw new ConfigException(
                    Location.origin("weights.strip-prefix"),
                    "must not make two names equal, but \"" + first + "\" and \"" + second + "\" are both \"" + own
                            + "\" without it. Change it.");
        }
    }

    /** Makes numbers of another precision, and on demand matrices of dense layers, those of the variables. */
    private static void convert(
            Map<String, Tensor> named,
            WeightsSection section,
            Program program,
            BufferAllocator allocator,
            List<Tensor> unused) {
        for (Variable variable : program.variables()) {
            Tensor tensor = named.get(variable.name());
            if (tensor == null) {
                continue; // whoever uses the weights says so
            }
            Shape shape = variable.type().shape();
            boolean isKeras = section.layout() == Layout.KERAS && shape.rank() > 1;
            boolean turns = isKeras && KerasLayout.fits(tensor.shape(), shape);
            if (isKeras && !turns && shape.equals(tensor.shape())) {
                throw new ConfigException(
                        Location.origin("weights.layout"),
                        "must be that of the file, but is keras, and " + variable.name() + " " + shape
                                + " is in the order of pytorch. Change it.");
            }
            boolean fits = turns
                    || shape.equals(tensor.shape())
                    || section.denseAsConvolution() && isDenseOfConvolution(tensor.shape(), shape);
            boolean convertible =
                    isReal(tensor.element()) && isReal(variable.type().element());
            if (fits && convertible && (turns || !tensor.type().equals(variable.type()))) {
                double[] values = new double[tensor.shape().intSize()];
                tensor.copyTo(values);
                Tensor converted = Tensor.allocate(allocator, variable.type());
                named.put(variable.name(), converted);
                unused.add(tensor);
                converted.copyFrom(
                        turns ? KerasLayout.turned(values, tensor.shape(), shape, section.flattened()) : values);
            }
        }
    }

    /**
     * Whether a matrix {@code [O, F]} is that of a dense layer behind {@code flatten} that does what a convolution with filters {@code [O, C, H,
     * W]} does on images of the size of its filters: {@code F = C H W}, in the same order.
     */
    static boolean isDenseOfConvolution(Shape matrix, Shape filters) {
        return matrix.rank() == 2
                && filters.rank() > 2
                && matrix.dim(0) == filters.dim(0)
                && matrix.size() == filters.size();
    }

    private static boolean isReal(ElementType element) {
        return element == ElementType.FLOAT32 || element == ElementType.FLOAT64 || element == ElementType.BFLOAT16;
    }

    /**
     * Replaces the values that training starts with.
     *
     * @param excepted names that keep their values, whatever the file holds of them
     * @throws ConfigException if a parameter or statistic is missing, of another shape, or too much
     */
    static void into(
            Snapshot state,
            Path file,
            WeightsSection section,
            Predicate<String> excepted,
            Program program,
            BufferAllocator allocator) {
        try (Snapshot loaded = read(file, section, program, allocator)) {
            StateFit.ofWeights(program, loaded, true, excepted)
                    .tensors()
                    .forEach((name, tensor) -> state.tensor(name).copyFrom(tensor));
        }
    }
}
