package org.neocog.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prints as tables what {@code opencl-gpu.sh} measured, from a file with its lines of JSON: the contract, shares of the peak, and each network beside PyTorch
 * in each precision, with a verdict on float32. Ends with 1 if something failed or is below what it must reach, with 3 if only the peer is absent, else with 0.
 */
public final class DeviceReport {
    private static final double AIM = 0.60;
    private static final double LEAST = 0.42;
    private static final int MISSED = 1;
    private static final int ABSENT = 3;
    private static final String PEER = "peer";
    private static final String REFUSED = "refused";
    private static final String RATE = "images_per_s";
    private static final String FORMAT = "%-16s %6s %-9s %14s %14s %6s  %s%n";

    /** What is measured, apart from who does it. */
    private record Row(String task, int batch, String precision) {}

    private final List<JsonObject> lines;
    private boolean missed;
    private boolean absent;

    DeviceReport(List<JsonObject> lines) {
        this.lines = lines;
    }

    public static void main(String[] args) throws IOException {
        List<JsonObject> lines = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            if (line.startsWith("{")) {
                lines.add(JsonParser.parseString(line).getAsJsonObject());
            }
        }
        DeviceReport report = new DeviceReport(lines);
        System.out.print(report.text());
        System.exit(report.exitCode());
    }

    /** 0, or why not. To be asked after {@link #text}. */
    int exitCode() {
        return missed ? MISSED : absent ? ABSENT : 0;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (JsonObject line : lines) {
            if (line.has("what")) {
                text.append(what(line));
            }
        }
        Map<Row, JsonObject> ours = new LinkedHashMap<>();
        Map<Row, JsonObject> theirs = new LinkedHashMap<>();
        for (JsonObject line : lines) {
            if (line.has(PEER)) {
                Row row = new Row(
                        line.get("task").getAsString(),
                        line.get("batch").getAsInt(),
                        line.get("precision").getAsString());
                (string(line, PEER).equals("neocog") ? ours : theirs).put(row, line);
            }
        }
        if (ours.isEmpty()) {
            return text.toString();
        }
        text.append(String.format(
                Locale.ROOT,
                "%n" + FORMAT,
                "network",
                "batch",
                "precision",
                "neocog im/s",
                "PyTorch im/s",
                "ratio",
                "verdict"));
        ours.forEach((row, line) -> text.append(row(row, line, theirs.get(row))));
        return text.toString();
    }

    private String what(JsonObject line) {
        return switch (string(line, "what")) {
            case "contract" -> {
                boolean green = line.get("failures").getAsInt() == 0
                        && line.get("cases").getAsInt() > 0;
                missed |= !green;
                yield String.format(
                        Locale.ROOT,
                        "contract of backends: %s cases, %s fail: %s%n",
                        string(line, "cases"),
                        string(line, "failures"),
                        green ? "ok" : "FAILED");
            }
            case "float32 peak" ->
                String.format(
                        Locale.ROOT,
                        "%s: float32 peak measured %s GFLOP/s%n",
                        string(line, "device"),
                        string(line, "gflops"));
            case "share of the peak" ->
                String.format(
                        Locale.ROOT,
                        "%-50s %12s us %12s GFLOP/s %7s of the peak%n",
                        string(line, "op"),
                        string(line, "microseconds"),
                        string(line, "gflops"),
                        string(line, "share"));
            case "failed" -> {
                missed = true;
                yield string(line, "part") + ": FAILED, " + string(line, "why") + System.lineSeparator();
            }
            default -> {
                absent = true;
                yield string(line, "what") + ": ABSENT, " + string(line, "why") + System.lineSeparator();
            }
        };
    }

    private String row(Row row, JsonObject ours, @Nullable JsonObject theirs) {
        double ratio = theirs != null && theirs.has(RATE) && ours.has(RATE)
                ? ours.get(RATE).getAsDouble() / theirs.get(RATE).getAsDouble()
                : Double.NaN;
        return String.format(
                Locale.ROOT,
                FORMAT,
                row.task,
                row.batch,
                row.precision,
                rate(ours),
                theirs == null ? "absent" : rate(theirs),
                Double.isNaN(ratio) ? "-" : String.format(Locale.ROOT, "%.2f", ratio),
                verdict(row, ours, theirs, ratio));
    }

    private static String rate(JsonObject line) {
        return line.has(RATE)
                ? String.format(Locale.ROOT, "%.1f", line.get(RATE).getAsDouble())
                : REFUSED;
    }

    private String verdict(Row row, JsonObject ours, @Nullable JsonObject theirs, double ratio) {
        if (ours.has(REFUSED)) {
            return "we refuse: " + string(ours, REFUSED);
        }
        if (theirs == null) {
            absent = true;
            return "ABSENT: no peer";
        }
        if (theirs.has(REFUSED)) {
            return "the peer refuses: " + string(theirs, REFUSED);
        }
        if (!row.precision.equals("f32")) {
            return "no aim is set"
                    + (row.precision.equals("tf32")
                            ? "; tf32 is allowed, and used where the device is faster by it"
                            : "");
        }
        if (ratio >= AIM) {
            return "ok";
        }
        missed |= !(ratio >= LEAST);
        return ratio >= LEAST
                ? String.format(Locale.ROOT, "below the aim of %.2f", AIM)
                : String.format(Locale.ROOT, "MISSED: must be at least %.2f", LEAST);
    }

    private static String string(JsonObject line, String key) {
        return line.has(key) ? line.get(key).getAsString() : "?";
    }
}
