package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;

/**
 * What backends compute of the training programs of {@link Nets}, to be compared. Needs no test framework. Provided by the framework.
 *
 * <p>Each run has an allocator of its own, which the options are made with and which is closed at the end: memory that is not given back is an error.
 */
public final class NetRuns {
    /** Relative error of one rounding to bfloat16. */
    private static final double BFLOAT16_ROUNDING = 0x1p-8;

    private NetRuns() {}

    /** The losses of so many steps on one batch. */
    public static List<Double> losses(
            Backend backend,
            Program program,
            Function<BufferAllocator, CompileOptions> options,
            int steps,
            double rate) {
        List<Double> losses = new ArrayList<>();
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, options.apply(allocator));
                Snapshot initial = Nets.initial(allocator, program, 1)) {
            executable.restore(initial);
            Feed feed = Nets.feed(allocator, program, 7, rate);
            for (int step = 0; step < steps; step++) {
                losses.add(executable.run("train", feed).output("loss").getDouble(0));
            }
            Nets.close(feed);
        }
        return losses;
    }

    /**
     * The gradients of the first step, by name of the parameter.
     *
     * @param weights seed of the parameters
     * @param images seed of images and labels
     */
    public static Map<String, double[]> gradients(
            Backend backend,
            Program program,
            Function<BufferAllocator, CompileOptions> options,
            long weights,
            long images) {
        return gradients(backend, program, options, weights, images, ElementType.FLOAT32);
    }

    /** @param rounded what parameters and images are rounded to before */
    private static Map<String, double[]> gradients(
            Backend backend,
            Program program,
            Function<BufferAllocator, CompileOptions> options,
            long weights,
            long images,
            ElementType rounded) {
        Map<String, double[]> gradients = new LinkedHashMap<>();
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, options.apply(allocator));
                Snapshot initial = Nets.initial(allocator, program, weights)) {
            Feed feed = Nets.feed(allocator, program, images, 0.01);
            initial.tensors().values().forEach(tensor -> round(tensor, rounded));
            round(Objects.requireNonNull(feed.tensors().get("images")), rounded);
            executable.restore(initial);
            Step step = executable.run("train", feed);
            for (Variable variable : program.variables()) {
                if (variable.role() == Variable.Role.PARAMETER) {
                    Tensor gradient = step.output("gradient of " + variable.name());
                    double[] values = new double[(int) gradient.size()];
                    gradient.copyTo(values);
                    gradients.put(variable.name(), values);
                }
            }
            Nets.close(feed);
        }
        return gradients;
    }

    private static void round(Tensor tensor, ElementType to) {
        for (long i = 0; i < tensor.size(); i++) {
            tensor.setDouble(i, to.round(tensor.getDouble(i)));
        }
    }

    /**
     * Requires gradients in bfloat16 to be as near those in float32 as can be wanted. How far a gradient moves by rounding depends on the net: a ReLU that
     * switches changes much. So the measure is how far it moves in float32 if nothing but parameters and images is rounded.
     *
     * @throws AssertionError if one is further, or if nothing was rounded
     */
    public static void requireNearGradientsInBfloat16(Backend backend, Program program) {
        Function<BufferAllocator, CompileOptions> wide =
                allocator -> new CompileOptions(allocator, 1, ElementType.FLOAT32);
        Function<BufferAllocator, CompileOptions> narrow =
                allocator -> new CompileOptions(allocator, 1, ElementType.BFLOAT16);
        Map<String, double[]> want = gradients(backend, program, wide, 3, 5);
        Map<String, double[]> rounded = gradients(backend, program, wide, 3, 5, ElementType.BFLOAT16);
        Map<String, double[]> got = gradients(backend, program, narrow, 3, 5);
        want.forEach((name, gradient) -> {
            double error = distance(gradient, of(got, name));
            double most = 3 * distance(gradient, of(rounded, name)) + BFLOAT16_ROUNDING;
            if (!(error > 0 && error <= most)) {
                throw new AssertionError(
                        "gradient of " + name + ": its distance from that in float32 must be above 0 and at most "
                                + most + ", but is " + error);
            }
        });
    }

    private static double[] of(Map<String, double[]> gradients, String name) {
        return Objects.requireNonNull(gradients.get(name), name);
    }

    /** The norm of the difference, as a share of the norm of what is wanted; NaN where both are 0. */
    public static double distance(double[] want, double[] got) {
        if (want.length != got.length) {
            throw new AssertionError(
                    "there must be as many numbers, but wanted=" + want.length + ", got=" + got.length);
        }
        double error = 0;
        double norm = 0;
        for (int i = 0; i < want.length; i++) {
            error += Math.pow(want[i] - got[i], 2);
            norm += Math.pow(want[i], 2);
        }
        return Math.sqrt(error / norm);
    }

    /** @throws AssertionError if the {@link #distance} is greater, or there is nothing but zeros */
    public static void requireNear(double[] want, double[] got, double most) {
        double distance = distance(want, got);
        if (!(distance <= most)) {
            throw new AssertionError(
                    "the distance as a share of the norm must be at most " + most + ", but is " + distance);
        }
    }
}
