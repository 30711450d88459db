package org.neocog.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.bytedeco.dnnl.OneDnnLoader;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Profile;
import org.neocog.backend.ProfiledExecutable;
import org.neocog.backend.Snapshot;
import org.neocog.backend.onednn.OneDnnBackend;
import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.graph.Graph;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;

/**
 * Measures one task on one backend and prints one line of JSON. Arguments: task, threads, seconds of warm-up, of each window, windows. The
 * system property {@value #BACKEND} says which: {@code onednn} (default) or {@code opencl}, which is the best device of the machine; {@value #TUNE} whether
 * it tries first which of its ways are fastest; {@value #PROFILE} whether it says on standard error what the ops of a step take, {@value #PARTS} place by
 * place, on average of {@value #PROFILES} steps (5). Ends with 3, and a line that
 * says why, where the backend refuses the precision.
 */
public final class Ours {
    private static final String BACKEND = "neocog.benchmark.backend";
    private static final String TUNE = "neocog.benchmark.tune";
    private static final String PROFILE = "neocog.benchmark.profile";
    private static final String PARTS = "neocog.benchmark.parts";
    private static final String PROFILES = "neocog.benchmark.profiles";
    private static final int BATCHES = 4;
    /** Exit code where the backend does not compute in the precision that is asked for. */
    private static final int REFUSED = 3;

    /** Making up numbers is left out of the time of the first step, as it is of the peers'. */
    private static long drawingNanos;

    private final Task task;
    private final Graph graph;
    private final Executable executable;
    private final List<Feed> feeds = new ArrayList<>();
    private int step;
    private double loss = Double.NaN;

    private Ours(Task task, Program program, Executable executable, BufferAllocator allocator) {
        this.task = task;
        this.executable = executable;
        graph = program.graphs().get(0);
        for (int i = 0; i < BATCHES; i++) {
            feeds.add(feed(allocator, i));
        }
    }

    public static void main(String[] args) throws IOException {
        if (System.getProperty(BACKEND, "onednn").equals("onednn")) {
            // As the library's bundle does when it starts.
            Thread loading = new Thread(OneDnnLoader::load, "loading");
            loading.setDaemon(true);
            loading.start();
        }
        Task task = Task.of(args[0]);
        int threads = Integer.parseInt(args[1]);
        Program program = Networks.program(task, task.batch());
        try (BufferAllocator allocator = NeocogAllocators.root("benchmark", Long.MAX_VALUE);
                Executable executable = compile(task, program, allocator, threads)) {
            initialize(executable, allocator, program);
            NeocogAllocators.trim();
            Ours ours = new Ours(task, program, executable, allocator);
            JsonObject result =
                    ours.measure(Double.parseDouble(args[2]), Double.parseDouble(args[3]), Integer.parseInt(args[4]));
            result.addProperty("threads", threads);
            System.out.println(result);
            if (Boolean.getBoolean(PROFILE)) {
                ours.profile();
            }
            ours.feeds.forEach(feed -> new ArrayList<>(feed.tensors().values()).forEach(Tensor::close));
        }
    }

    /** Ends the process, with a line that says why, if the backend refuses another precision than float32. */
    private static Executable compile(Task task, Program program, BufferAllocator allocator, int threads) {
        Backend backend = backend();
        CompileOptions options = new CompileOptions(allocator, threads, task.activations())
                .withTune(Boolean.getBoolean(TUNE))
                .withTf32(task.precision().equals("tf32"));
        try {
            return backend.compile(program, options);
        } catch (BackendException e) {
            if (!task.precision().equals("f32")) {
                JsonObject result = about(task);
                result.addProperty("refused", e.getMessage());
                System.out.println(result);
                System.exit(REFUSED);
            }
            throw e;
        }
    }

    private static JsonObject about(Task task) {
        JsonObject result = new JsonObject();
        result.addProperty("peer", "neocog");
        result.addProperty("task", task.name());
        result.addProperty("batch", task.batch());
        result.addProperty("precision", task.precision());
        result.addProperty("backend", System.getProperty(BACKEND, "onednn"));
        return result;
    }

    private static Backend backend() {
        String name = System.getProperty(BACKEND, "onednn");
        return switch (name) {
            case "onednn" -> new OneDnnBackend();
            case "opencl" -> new OpenClBackend();
            default ->
                throw new IllegalArgumentException(
                        "benchmark: " + BACKEND + " must be onednn or opencl, but is " + name + ".");
        };
    }

    private JsonObject measure(double warmUp, double window, int windows) throws IOException {
        run();
        double firstStep = (System.currentTimeMillis()
                                - ManagementFactory.getRuntimeMXBean().getStartTime())
                        / 1e3
                - drawingNanos / 1e9;
        runFor(warmUp);
        JsonArray runs = new JsonArray();
        JsonArray others = new JsonArray();
        List<Double> rates = new ArrayList<>();
        for (int i = 0; i < windows; i++) {
            ProcessorLoad load = new ProcessorLoad();
            double rate = runFor(window);
            rates.add(rate);
            runs.add(rate);
            others.add(load.others());
        }
        rates.sort(null);
        JsonObject result = about(task);
        result.addProperty("images_per_s", rates.get(rates.size() / 2));
        result.add("images_per_s_runs", runs);
        result.add("other_cpu_runs", others);
        if (task.training()) {
            result.addProperty("loss", loss);
        }
        result.addProperty("peak_rss_mb", peakMegabytes());
        result.addProperty("first_step_s", firstStep);
        result.addProperty("java", Runtime.version().toString());
        return result;
    }

    /** Milliseconds of a step by op and kernel, the longest first. */
    private void profile() {
        int steps = Integer.getInteger(PROFILES, 5);
        boolean parts = Boolean.getBoolean(PARTS);
        Map<String, Long> nanos = new TreeMap<>();
        for (int i = 0; i < steps; i++) {
            Profile profile = ((ProfiledExecutable) executable).profile("step", feeds.get(i % BATCHES));
            int number = 0;
            for (Profile.Part part : profile.parts()) {
                String place = parts ? " " + ++number + " " + part.scope() : "";
                nanos.merge(part.op() + " " + part.kernel() + place, part.nanos(), Long::sum);
            }
        }
        nanos.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .forEach(entry -> System.err.printf("%9.3f ms  %s%n", entry.getValue() * 1e-6 / steps, entry.getKey()));
    }

    private double runFor(double seconds) {
        long start = System.nanoTime();
        int steps = 0;
        do {
            run();
            steps++;
        } while (System.nanoTime() - start < seconds * 1e9);
        return steps * task.batch() / ((System.nanoTime() - start) * 1e-9);
    }

    private void run() {
        String output = task.training() ? "loss" : "scores";
        loss = executable
                .run("step", feeds.get(step++ % BATCHES))
                .output(output)
                .getDouble(0);
    }

    private Feed feed(BufferAllocator allocator, int index) {
        SplittableRandom random = new SplittableRandom(index);
        Feed feed = new Feed();
        graph.inputs().forEach((name, value) -> {
            Tensor tensor = Tensor.allocate(allocator, value.type());
            if (name.equals("labels")) {
                for (long i = 0; i < tensor.size(); i++) {
                    tensor.setDouble(i, random.nextInt(task.classes()));
                }
            } else {
                fill(tensor, random, 1.7f);
            }
            feed.put(name, tensor);
        });
        return feed;
    }

    /** He-uniform weights; scales and variances of 1; the rest 0. One variable after the other, as a file would be read. */
    private static void initialize(Executable executable, BufferAllocator allocator, Program program) {
        int number = 0;
        for (Variable variable : program.variables()) {
            Shape shape = variable.type().shape();
            SplittableRandom random = new SplittableRandom(number++);
            double bound = shape.rank() < 2 ? 0 : Math.sqrt(6.0 * shape.dim(0) / shape.size());
            boolean one = shape.rank() == 1
                    && (variable.name().endsWith(".weight") || variable.name().endsWith(".variance"));
            boolean weights = bound > 0 && variable.role() == Variable.Role.PARAMETER;
            if (!one && !weights) {
                continue;
            }
            Tensor tensor = Tensor.allocate(allocator, variable.type());
            try (Snapshot initial = new Snapshot(Map.of(variable.name(), tensor))) {
                if (one) {
                    for (long i = 0; i < tensor.size(); i++) {
                        tensor.setDouble(i, 1);
                    }
                } else {
                    fill(tensor, random, (float) bound);
                }
                executable.restore(initial);
            }
        }
    }

    /** Uniform between a bound and its negative. */
    private static void fill(Tensor tensor, SplittableRandom random, float bound) {
        long start = System.nanoTime();
        ArrowBuf target = tensor.buffer();
        float scale = 0x1p-31f * bound;
        long end = tensor.offset() + tensor.size() * Float.BYTES;
        for (long at = tensor.offset(); at < end; at += Float.BYTES) {
            target.setFloat(at, random.nextInt() * scale);
        }
        drawingNanos += System.nanoTime() - start;
    }

    private static long peakMegabytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("benchmark: /proc/self/status must tell the peak of memory (VmHWM)");
    }
}
