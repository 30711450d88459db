package org.neocog.benchmarks.op;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;

/**
 * Measures what matrix products, convolutions and their gradients by ResNet-50's shapes reach of the float32 peak of the best OpenCL device, and prints
 * lines of JSON: the peak, each op, and of each kind of op the sum. Arguments: batch, seconds for each measurement, sides of square matrices with commas, and, if
 * they are to be others, shapes with commas, such as {@code 64 56 64 3 1}: channels, side of the image, filters, their side, stride.
 *
 * <p>An op is measured by what more of it in one step costs: launching, waiting and fetching the result drop out; adding up the op's results, by which
 * they leave the device as one number, does not, but is little.
 */
public final class DeviceShares {
    private static final List<String> LAYERS = List.of(
            "3 224 64 7 2",
            "64 56 64 1 1",
            "64 56 64 3 1",
            "64 56 256 1 1",
            "256 56 128 1 1",
            "128 56 128 3 2",
            "128 28 128 3 1",
            "512 28 256 1 1",
            "256 14 256 3 1",
            "1024 14 256 1 1",
            "512 7 512 3 1",
            "512 7 2048 1 1");

    private static final List<String> CONVOLUTIONS =
            List.of("convolution", "convolution_input_gradient", "convolution_filter_gradient");
    private static final Feed NOTHING = new Feed();
    private static final double WORTH_SECONDS = 0.01;
    private static final int MOST = 16;
    private static final int LEAST_STEPS = 3;

    private final OpenClBackend backend;
    private final BufferAllocator allocator;
    private final double seconds;
    private final double peak;

    private DeviceShares(OpenClBackend backend, BufferAllocator allocator, double seconds, double peak) {
        this.backend = backend;
        this.allocator = allocator;
        this.seconds = seconds;
        this.peak = peak;
    }

    public static void main(String[] args) {
        int batch = Integer.parseInt(args[0]);
        try (OpenClBackend backend = new OpenClBackend();
                BufferAllocator allocator = NeocogAllocators.root("benchmark", Long.MAX_VALUE)) {
            double seconds = Double.parseDouble(args[1]);
            List<String> layers = args.length > 3 ? List.of(args[3].split(",")) : LAYERS;
            double peak = FloatPeak.of(backend.device().name(), seconds);
            JsonObject line = new JsonObject();
            line.addProperty("what", "float32 peak");
            line.addProperty("device", backend.device().name());
            line.addProperty("gflops", rounded(peak / 1e9, 1));
            System.out.println(line);
            DeviceShares shares = new DeviceShares(backend, allocator, seconds, peak);
            List<String> products = new ArrayList<>();
            for (String side : args[2].split(",")) {
                products.add("matmul " + side + " " + side + " " + side);
            }
            shares.measure(products);
            for (String op : CONVOLUTIONS) {
                List<String> cases = new ArrayList<>();
                for (String layer : layers) {
                    boolean wanted = !op.equals("convolution_input_gradient") || !layer.startsWith("3 ");
                    if (wanted) {
                        cases.add(op + " " + batch + " " + layer);
                    }
                }
                shares.measure(cases);
            }
        }
    }

    /** Measures ops of one kind, and prints one line for each and one for all: their operations over their time. */
    private void measure(List<String> cases) {
        double operations = 0;
        double time = 0;
        for (String text : cases) {
            double once = OpCase.of(text).operations();
            double each = seconds(text);
            operations += once;
            time += each;
            print(text, once, each);
        }
        print("all " + cases.get(0).split(" ", 2)[0], operations, time);
    }

    private void print(String op, double operations, double time) {
        JsonObject line = new JsonObject();
        line.addProperty("what", "share of the peak");
        line.addProperty("op", op);
        line.addProperty("microseconds", rounded(time * 1e6, 1));
        line.addProperty("gflops", rounded(operations / time / 1e9, 1));
        line.addProperty("share", rounded(operations / time / peak, 3));
        System.out.println(line);
    }

    private static double rounded(double value, int digits) {
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }

    /** Of the op once, without what a step costs besides: steps with one and with many take turns. */
    private double seconds(String text) {
        try (Executable one = compile(OpCase.of(text))) {
            int more = (int) Math.max(2, Math.min(MOST, Math.ceil(WORTH_SECONDS / warmUp(one))));
            try (Executable many = compile(OpCase.of(text, 1 + more))) {
                warmUp(many);
                List<Double> ofOne = new ArrayList<>();
                List<Double> ofMany = new ArrayList<>();
                long start = System.nanoTime();
                while (ofOne.size() < LEAST_STEPS || System.nanoTime() - start < seconds * 1e9) {
                    ofOne.add(step(one));
                    ofMany.add(step(many));
                }
                return Math.max(1e-9, (median(ofMany) - median(ofOne)) / more);
            }
        }
    }

    private Executable compile(OpCase of) {
        Executable executable = backend.compile(of.program(), new CompileOptions(allocator, 1).withTune(true));
        fill(executable, of);
        return executable;
    }

    /** Steps for half of the time of a measurement; how long the last took. */
    private double warmUp(Executable executable) {
        long start = System.nanoTime();
        double last;
        do {
            last = step(executable);
        } while (System.nanoTime() - start < seconds / 2 * 1e9);
        return last;
    }

    private static double median(List<Double> times) {
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double step(Executable executable) {
        long start = System.nanoTime();
        double sum = executable.run("op", NOTHING).output("sum").getDouble(0);
        double time = (System.nanoTime() - start) * 1e-9;
        if (!Double.isFinite(sum)) {
            throw new IllegalStateException("op: the sum of results must be finite, but sum=" + sum + ".");
        }
        return time;
    }

    /** Random operands: with zeros a device draws less power, and runs faster. */
    private void fill(Executable executable, OpCase of) {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Variable variable : of.program().variables()) {
            Tensor tensor = Tensor.allocate(allocator, variable.type());
            long end = tensor.offset() + tensor.type().bytes();
            for (long at = tensor.offset(); at < end; at += Float.BYTES) {
                tensor.buffer().setFloat(at, random.nextInt() * 0x1p-31f);
            }
            tensors.put(variable.name(), tensor);
        }
        try (Snapshot values = new Snapshot(tensors)) {
            executable.restore(values);
        }
    }
}
