package org.neocog.backend.onednn;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the sources of {@code LaneKernels8} and {@code LaneKernels16}: what the Vector API is fast with has every accumulator as a local
 * variable of its own and one loop. The build runs it from this file, with the root of the generated sources.
 */
final class LaneKernelSource {
    private static final int[][] CONVOLUTIONS = {{8, 2}, {6, 2}, {3, 4}, {4, 4}, {4, 2}, {2, 4}, {2, 2}};
    private static final int[][] FILTERS = {{4, 5}, {3, 5}, {2, 5}, {6, 3}, {4, 3}, {2, 3}};
    private static final int[][] ROWS = {{8, 5}, {10, 5}, {10, 3}, {12, 3}};

    private final int lanes;
    private final StringBuilder text = new StringBuilder();

    private LaneKernelSource(int lanes) {
        this.lanes = lanes;
    }

    public static void main(String[] root) throws IOException {
        Path folder = Files.createDirectories(Path.of(root[0], "org", "neocog", "backend", "onednn"));
        for (int lanes : new int[] {8, 16}) {
            Path file = folder.resolve("LaneKernels" + lanes + ".java");
            String source = new LaneKernelSource(lanes).write();
            if (!Files.exists(file) || !Files.readString(file).equals(source)) { // a file as it was is not compiled again
                Files.writeString(file, source);
            }
        }
    }

    private void line(String format, Object... values) {
        text.append(values.length == 0 ? format : String.format(java.util.Locale.ROOT, format, values))
                .append('\n');
    }

    private String write() {
        line("package org.neocog.backend.onednn;");
        line("import java.util.List;");
        line("import jdk.incubator.vector.FloatVector;");
        line("import jdk.incubator.vector.VectorMask;");
        line("import jdk.incubator.vector.VectorOperators;");
        line("import jdk.incubator.vector.VectorSpecies;");
        line(
                "/** Kernels for vectors of %d numbers. Written by {@code LaneKernelSource}: change that, not this. */",
                lanes);
        line("final class LaneKernels%d extends LaneKernels {", lanes);
        line("private static final VectorSpecies<Float> S = FloatVector.SPECIES_%d;", 32 * lanes);
        line("LaneKernels%d() { super(%d,", lanes, lanes);
        list("Convolution", "convolution", CONVOLUTIONS);
        line(",");
        list("Filter", "filter", FILTERS);
        line(",");
        list("Rows", "rows", ROWS);
        line(", LaneKernels%d::pool, LaneKernels%d::poolGradient); }", lanes, lanes);
        for (int[] tile : CONVOLUTIONS) {
            convolution(tile[0], tile[1]);
        }
        for (int[] tile : FILTERS) {
            filter(tile[0], tile[1]);
        }
        for (int[] tile : ROWS) {
            rows(tile[0], tile[1]);
        }
        pool();
        poolGradient();
        line("}");
        return text.toString();
    }

    private void list(String type, String name, int[][] tiles) {
        line("List.of(");
        for (int i = 0; i < tiles.length; i++) {
            int a = tiles[i][0];
            int b = tiles[i][1];
            line("%s new %s(%d, %d, LaneKernels%d::%s%dx%d)", i == 0 ? "" : ",", type, a, b, lanes, name, a, b);
        }
        line(")");
    }

    private void convolution(int outs, int columns) {
        line(
                "private static void convolution%dx%d(float[] x, int from, int[] taps, int start, int end,",
                outs, columns);
        line("float[] w, int filter, float[] bias, int channel, float[] y, int to, int plane) {");
        for (int i = 0; i < outs; i++) {
            for (int j = 0; j < columns; j++) {
                line("FloatVector a%d_%d = FloatVector.broadcast(S, bias[channel + %d]);", i, j, i);
            }
        }
        line("int k = filter;");
        line("for (int t = start; t < end; t++) {");
        line("int at = from + taps[t];");
        for (int j = 0; j < columns; j++) {
            line("FloatVector x%d = FloatVector.fromArray(S, x, at + %d);", j, j * lanes);
        }
        for (int i = 0; i < outs; i++) {
            line("FloatVector w%d = FloatVector.broadcast(S, w[k + %d]);", i, i);
            for (int j = 0; j < columns; j++) {
                line("a%d_%d = x%d.fma(w%d, a%d_%d);", i, j, j, i, i, j);
            }
        }
        line("k += %d; }", outs);
        for (int i = 0; i < outs; i++) {
            for (int j = 0; j < columns; j++) {
                line("a%d_%d.intoArray(y, to + %d * plane + %d);", i, j, i, j * lanes);
            }
        }
        line("}");
    }

    private void filter(int outs, int columns) {
        line("private static void filter%dx%d(float[] x, int from, int[] pixels, int start, int end,", outs, columns);
        line("float[] dy, int gradient, int plane, float[] sums, int to) {");
        for (int i = 0; i < outs * columns; i++) {
            line("FloatVector a%d = FloatVector.fromArray(S, sums, to + %d);", i, i * lanes);
        }
        line("int g = gradient;");
        line("for (int t = start; t < end; t++) {");
        line("int at = from + pixels[t];");
        for (int j = 0; j < columns; j++) {
            line("FloatVector x%d = FloatVector.fromArray(S, x, at + %d);", j, j * lanes);
        }
        for (int i = 0; i < outs; i++) {
            line("FloatVector d%d = FloatVector.fromArray(S, dy, g + %d * plane);", i, i);
            for (int j = 0; j < columns; j++) {
                int sum = i * columns + j;
                line("a%d = x%d.fma(d%d, a%d);", sum, j, i, sum);
            }
        }
        line("g += %d; }", lanes);
        for (int i = 0; i < outs * columns; i++) {
            line("a%d.intoArray(sums, to + %d);", i, i * lanes);
        }
        line("}");
    }

    private void rows(int columns, int kernel) {
        int all = columns + kernel - 1;
        line("private static void rows%dx%d(float[] dy, int from, int[] taps, int start, int end,", columns, kernel);
        line("float[] w, int filter, float[] dx, int to) {");
        for (int i = 0; i < all; i++) {
            line("FloatVector a%d = FloatVector.zero(S);", i);
        }
        line("int k = filter;");
        line("for (int t = start; t < end; t++) {");
        line("int at = from + taps[t];");
        for (int j = 0; j < kernel; j++) {
            line("FloatVector w%d = FloatVector.broadcast(S, w[k + %d]);", j, j);
        }
        for (int i = 0; i < columns; i++) {
            line("FloatVector d%d = FloatVector.fromArray(S, dy, at + %d);", i, i * lanes);
            for (int j = 0; j < kernel; j++) {
                line("a%d = d%d.fma(w%d, a%d);", i + j, i, j, i + j);
            }
        }
        line("k += %d; }", kernel);
        for (int i = 0; i < all; i++) {
            line("a%d.intoArray(dx, to + %d);", i, i * lanes);
        }
        line("}");
    }

    private void pool() {
        line("private static void pool(float[] x, int from, int row, float[] y, int to, int n) {");
        line("FloatVector zero = FloatVector.zero(S);");
        line("for (int i = 0; i < n; i++) {");
        line("int at = from + %d * i;", 2 * lanes);
        line("FloatVector a = FloatVector.fromArray(S, x, at).max(FloatVector.fromArray(S, x, at + %d));", lanes);
        line(
                "FloatVector b = FloatVector.fromArray(S, x, at + row).max(FloatVector.fromArray(S, x, at + row + %d));",
                lanes);
        line("FloatVector m = a.max(b);");
        line("m.blend(zero, m.compare(VectorOperators.LT, zero)).intoArray(y, to + %d * i);", lanes);
        line("} }");
    }

    private void poolGradient() {
        line(
                "private static void poolGradient(float[] x, int from, int row, float[] y, int max, float[] dy, int gradient,");
        line("float[] dx, int to, int targetRow, int n, float[] sums, int sum) {");
        line("FloatVector s = FloatVector.fromArray(S, sums, sum);");
        line("FloatVector zero = FloatVector.zero(S);");
        line("for (int i = 0; i < n; i++) {");
        line("int at = from + %d * i;", 2 * lanes);
        line("int target = to + %d * i;", 2 * lanes);
        line("FloatVector m = FloatVector.fromArray(S, y, max + %d * i);", lanes);
        line("FloatVector d = FloatVector.fromArray(S, dy, gradient + %d * i);", lanes);
        line("FloatVector g = zero.blend(d, m.compare(VectorOperators.GT, zero));");
        line("s = s.add(g);");
        String[] corners = {"", " + " + lanes, " + row"};
        String[] targets = {"", " + " + lanes, " + targetRow"};
        for (int i = 0; i < 3; i++) {
            line(
                    "VectorMask<Float> m%d = FloatVector.fromArray(S, x, at%s).compare(VectorOperators.EQ, m);",
                    i, corners[i]);
            line("zero.blend(g, m%d).intoArray(dx, target%s);", i, targets[i]);
            line("g = g.blend(zero, m%d);", i);
        }
        line("g.intoArray(dx, target + targetRow + %d);", lanes);
        line("}");
        line("s.intoArray(sums, sum);");
        line("}");
    }
}
