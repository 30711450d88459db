package org.neocog.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.neocog.backend.MemoryReport;
import org.neocog.run.Benchmark;

/** How fast a network is. */
final class BenchReport {
    private BenchReport() {}

    static Outcome of(Benchmark benchmark) {
        return Outcome.done(text(benchmark), json(benchmark));
    }

    private static String text(Benchmark benchmark) {
        String input =
                LongStream.of(benchmark.input().dims()).mapToObj(Long::toString).collect(Collectors.joining(" x "));
        StringBuilder text = new StringBuilder(benchmark.name() + ": images of " + input + ", " + benchmark.batch()
                + " a step, " + benchmark.precision() + ", " + benchmark.threads()
                + (benchmark.threads() == 1 ? " thread" : " threads") + "\n\n");
        Table phases = new Table("backend", "", "images/s>", "ms/step>", "GFLOP/s>", "of peak>");
        for (Benchmark.OfBackend backend : benchmark.backends()) {
            row(phases, backend.name(), "training", backend.training());
            row(phases, backend.name(), "evaluation", backend.evaluation());
        }
        text.append(phases);
        benchmark.backends().forEach(backend -> text.append('\n').append(details(backend)));
        return text.toString();
    }

    private static void row(Table table, String backend, String phase, Benchmark.Phase of) {
        table.row(
                backend,
                phase,
                Numbers.ratio(of.imagesPerSecond()),
                millis(of.stepSeconds()),
                Numbers.ratio(of.operations() / of.stepSeconds() / 1e9),
                percent(of.share()));
    }

    private static String details(Benchmark.OfBackend backend) {
        MemoryReport memory = backend.memory();
        return backend.name() + " on " + backend.device() + ": compiled in " + Numbers.time(backend.compileSeconds())
                + ", first step " + Numbers.time(backend.firstStepSeconds()) + ", peak of the machine "
                + Numbers.ratio(backend.peak() / 1e9) + " GFLOP/s\n"
                + "memory: variables " + Numbers.bytes(memory.variables()) + ", values within a step "
                + Numbers.bytes(memory.intermediates()) + ", outputs " + Numbers.bytes(memory.outputs()) + "\n"
                + ops("training", backend.training()) + ops("evaluation", backend.evaluation());
    }

    private static String ops(String phase, Benchmark.Phase of) {
        if (of.ops().isEmpty()) {
            return phase + ": the backend tells no op by itself\n";
        }
        double sum = of.ops().stream().mapToDouble(Benchmark.OpTime::seconds).sum();
        Table table = new Table(phase, "parts>", "ms>", "of step>", "GFLOP/s>", "of peak>");
        for (Benchmark.OpTime op : of.ops()) {
            boolean counts = op.operations() > 0;
            table.row(
                    op.op(),
                    Integer.toString(op.parts()),
                    millis(op.seconds()),
                    percent(op.seconds() / sum),
                    counts ? Numbers.ratio(op.operations() / op.seconds() / 1e9) : "",
                    counts ? percent(op.share()) : "");
        }
        return table.toString();
    }

    private static String millis(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds * 1e3);
    }

    private static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : "-";
    }

    private static Map<String, Object> json(Benchmark benchmark) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", benchmark.name());
        json.put("input", benchmark.input().dims());
        json.put("batch", benchmark.batch());
        json.put("precision", benchmark.precision());
        json.put("threads", benchmark.threads());
        json.put(
                "backends", benchmark.backends().stream().map(BenchReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(Benchmark.OfBackend backend) {
        Map<String, Object> memory = new LinkedHashMap<>();
        memory.put("variableBytes", backend.memory().variables());
        memory.put("intermediateBytes", backend.memory().intermediates());
        memory.put("outputBytes", backend.memory().outputs());
        memory.put("totalBytes", backend.memory().total());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", backend.name());
        json.put("device", backend.device());
        json.put("compileSeconds", backend.compileSeconds());
        json.put("firstStepSeconds", backend.firstStepSeconds());
        json.put("peakFlops", backend.peak());
        json.put("memory", memory);
        json.put("training", json(backend.training()));
        json.put("evaluation", json(backend.evaluation()));
        return json;
    }

    private static Map<String, Object> json(Benchmark.Phase phase) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("imagesPerSecond", phase.imagesPerSecond());
        json.put("stepSeconds", phase.stepSeconds());
        json.put("flops", phase.operations());
        json.put("shareOfPeak", phase.share());
        json.put("ops", ops(phase.ops()));
        return json;
    }

    private static List<Map<String, Object>> ops(List<Benchmark.OpTime> ops) {
        return ops.stream()
                .map(op -> {
                    Map<String, Object> json = new LinkedHashMap<>();
                    json.put("op", op.op());
                    json.put("parts", op.parts());
                    json.put("seconds", op.seconds());
                    json.put("flops", op.operations());
                    json.put("shareOfPeak", op.share());
                    return json;
                })
                .toList();
    }
}
