package org.neocog.backend.onednn;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;

/** Images per second of a training step and the time of each command. Run by hand: net, batch, threads. */
final class TrainingBenchmark {
    private TrainingBenchmark() {}

    public static void main(String[] args) {
        int batch = Integer.parseInt(args[1]);
        Program program = switch (args[0]) {
            case "lenet" -> Nets.lenet(batch, UnaryFunction.RELU);
            case "lenet-tanh" -> Nets.lenet(batch, UnaryFunction.TANH);
            default -> Nets.resnet(batch, 3, 16);
        };
        measure(program, batch, Integer.parseInt(args[2]));
    }

    private static void measure(Program program, int batch, int threads) {
        try (BufferAllocator allocator = NeocogAllocators.root("benchmark", Long.MAX_VALUE);
                OneDnnExecutable executable = (OneDnnExecutable)
                        new OneDnnBackend().compile(program, new CompileOptions(allocator, threads));
                Snapshot initial = Nets.initial(allocator, program, 1)) {
            executable.restore(initial);
            Feed feed = Nets.feed(allocator, program, 1, 0.01);
            double[] rates = new double[7];
            for (int round = 0; round < rates.length; round++) {
                long start = System.nanoTime();
                int steps = 0;
                while (System.nanoTime() - start < 1_500_000_000L) {
                    executable.run("train", feed);
                    steps++;
                }
                rates[round] = steps * batch / ((System.nanoTime() - start) / 1e9);
            }
            Arrays.sort(rates);
            System.out.printf(
                    Locale.ROOT,
                    "threads %d: median %.0f, best %.0f images/s; %s%n",
                    threads,
                    rates[rates.length / 2],
                    rates[rates.length - 1],
                    executable.memory());
            profile(executable.graphs().get("train"));
            Nets.close(feed);
        }
    }

    private static void profile(CompiledGraph graph) {
        int n = graph.commands().size();
        long[] nanos = new long[n];
        Arrays.fill(nanos, Long.MAX_VALUE);
        int rounds = 40;
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < n; i++) {
                long start = System.nanoTime();
                graph.commands().get(i).run();
                nanos[i] = Math.min(nanos[i], System.nanoTime() - start);
            }
        }
        Map<String, Double> sums = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            sums.merge(graph.commands().get(i).what(), nanos[i] / 1e3, Double::sum);
        }
        System.out.printf(
                Locale.ROOT, "%d commands, %.0f us%n", n, Arrays.stream(nanos).sum() / 1e3);
        sums.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .limit(40)
                .forEach(entry -> System.out.printf(Locale.ROOT, "%10.1f us  %s%n", entry.getValue(), entry.getKey()));
    }
}
