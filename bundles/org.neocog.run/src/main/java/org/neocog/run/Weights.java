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
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;

/**
 * Values of variables from a file that another program may have written: names lose a prefix, numbers become of the precision of the run,
 * and PyTorch's counters {@code num_batches_tracked}, which nothing here reads, are passed over.
 */
final class Weights {
    private static final String COUNTER = "num_batches_tracked";

    private Weights() {}

    /**
     * Reads a file.
     *
     * @param prefix what is taken from the names that begin with it
     * @param program whose variables the tensors are for; those that do not fit stay as they are
     * @return the tensors of the file by their new names; the caller closes them
     */
    static Snapshot read(Path file, String prefix, Program program, BufferAllocator allocator) {
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
                String own = !prefix.isEmpty() && name.startsWith(prefix) ? name.substring(prefix.length()) : name;
                if (own.equals(COUNTER) || own.endsWith("." + COUNTER)) {
                    unused.add(tensor);
                } else {
                    requireOne(own, origins.put(own, name), name);
                    named.put(own, tensor);
                }
            });
            convert(named, program, allocator, unused);
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

    private static void requireOne(String own, @Nullable String first, String second) {
        if (first != null) {
            throw new ConfigException(
                    Location.origin("weights.strip-prefix"),
                    "must not make two names equal, but \"" + first + "\" and \"" + second + "\" are both \"" + own
                            + "\" without it. Change it.");
        }
    }

    /** Makes numbers of another precision those of the variables. */
    private static void convert(
            Map<String, Tensor> named, Program program, BufferAllocator allocator, List<Tensor> unused) {
        for (Variable variable : program.variables()) {
            Tensor tensor = named.get(variable.name());
            if (tensor == null) {
                continue; // whoever uses the weights says so
            }
            boolean differs = tensor.shape().equals(variable.type().shape())
                    && tensor.element() != variable.type().element()
                    && isReal(tensor.element())
                    && isReal(variable.type().element());
            if (differs) {
                double[] values = new double[tensor.shape().intSize()];
                tensor.copyTo(values);
                Tensor converted = Tensor.allocate(allocator, variable.type());
                named.put(variable.name(), converted);
                unused.add(tensor);
                converted.copyFrom(values);
            }
        }
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
            String prefix,
            Predicate<String> excepted,
            Program program,
            BufferAllocator allocator) {
        try (Snapshot loaded = read(file, prefix, program, allocator)) {
            StateFit.ofWeights(program, loaded, true, excepted)
                    .tensors()
                    .forEach((name, tensor) -> state.tensor(name).copyFrom(tensor));
        }
    }
}
