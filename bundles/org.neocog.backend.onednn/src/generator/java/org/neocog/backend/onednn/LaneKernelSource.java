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
        line(", LaneKernels%d::pool, LaneKernels%d::poolGradient, LaneKernels%d::claim,", lanes, lanes, lanes);
        line("LaneKernels%d::patch, LaneKernels%d::spread, LaneKernels%d::tile); }", lanes, lanes, lanes);
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
        claim();
        patch();
        spread();
        tile();
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

    private void claim() {
        line("private static void claim(float[] x, int at, float[] greatest, float[] left, int window, float[] sum, int n) {");
        line("FloatVector zero = FloatVector.zero(S);");
        line("for (int c = 0; c < n; c += %d) {", lanes);
        line("FloatVector m = FloatVector.fromArray(S, greatest, window + c);");
        line("FloatVector g = FloatVector.fromArray(S, left, window + c);");
        line("VectorMask<Float> equal = FloatVector.fromArray(S, x, at + c).compare(VectorOperators.EQ, m);");
        line("FloatVector.fromArray(S, sum, at + c).add(zero.blend(g, equal)).intoArray(sum, at + c);");
        line("g.blend(zero, equal).intoArray(left, window + c);");
        line("} }");
    }

    /** Of each 4 x 4 pixels d: B^T d B, whose rows are (d0 - d2, d1 + d2, d2 - d1, d1 - d3). */
    private void patch() {
        line("private static void patch(float[] x, int from, int row, int channels, int n, float[] v, int to, int plane) {");
        line("for (int i = 0; i < n; i++) {");
        line("int at = from + 2 * i * channels;");
        line("int target = to + i * channels;");
        line("for (int c = 0; c < channels; c += %d) {", lanes);
        for (int j = 0; j < 4; j++) {
            for (int i = 0; i < 4; i++) {
                line("FloatVector d%d%d = FloatVector.fromArray(S, x, at + c + %d * row + %d * channels);", i, j, i, j);
            }
            for (int i = 0; i < 4; i++) {
                line("FloatVector t%d%d = %s;", i, j, difference("d%d" + j, i));
            }
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                line("%s.intoArray(v, target + c + %d * plane);", difference("t" + i + "%d", j), 4 * i + j);
            }
        }
        line("} } }");
    }

    /** Of each 2 x 2 pixels g: G g G^T, whose rows are (g0, (g0 + g1) / 2, (g0 - g1) / 2, g1). */
    private void spread() {
        line("private static void spread(float[] x, int from, int row, int channels, int n, float[] v, int to, int plane) {");
        line("FloatVector half = FloatVector.broadcast(S, 0.5f);");
        line("for (int i = 0; i < n; i++) {");
        line("int at = from + 2 * i * channels;");
        line("int target = to + i * channels;");
        line("for (int c = 0; c < channels; c += %d) {", lanes);
        for (int j = 0; j < 2; j++) {
            for (int i = 0; i < 2; i++) {
                line("FloatVector g%d%d = FloatVector.fromArray(S, x, at + c + %d * row + %d * channels);", i, j, i, j);
            }
            for (int i = 0; i < 4; i++) {
                line("FloatVector t%d%d = %s;", i, j, half("g0" + j, "g1" + j, i));
            }
        }
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                String number = half("t" + i + "0", "t" + i + "1", j);
                line("%s.intoArray(v, target + c + %d * plane);", number, 4 * i + j);
            }
        }
        line("} } }");
    }

    private static String half(String first, String second, int row) {
        return switch (row) {
            case 0 -> first;
            case 1 -> first + ".add(" + second + ").mul(half)";
            case 2 -> first + ".sub(" + second + ").mul(half)";
            default -> second;
        };
    }

    private static String difference(String name, int row) {
        int[][] terms = {{0, 2}, {1, 2}, {2, 1}, {1, 3}};
        return String.format(name, terms[row][0]) + (row == 1 ? ".add(" : ".sub(") + String.format(name, terms[row][1]) + ")";
    }

    /** Of each 4 x 4 products m: A^T m A, whose rows are (m0 + m1 + m2, m1 - m2 - m3), and what comes behind it. */
    private void tile() {
        String parameters = "float[] m, int from, int plane, int channels, int n, float[] bias, float lower,%nfloat[] y, int to,%s";
        line("private static void tile(" + parameters + " float[] check, int first) {", " int row,");
        for (int i = 0; i < 2; i++) {
            String here = "m, from, plane, channels, n, bias, lower, y, to + " + i + " * row, check, first";
            line("tileRow%d(%s);", i, here);
        }
        line("}");
        for (int i = 0; i < 2; i++) {
            line("private static void tileRow" + i + "(" + parameters + " float[] check, int first) {", "");
            line("FloatVector least = FloatVector.broadcast(S, lower);");
            line("FloatVector zero = FloatVector.zero(S);");
            line("for (int i = 0; i < n; i++) {");
            line("int at = from + i * channels;");
            line("int target = to + 2 * i * channels;");
            line("for (int c = 0; c < channels; c += %d) {", lanes);
            for (int j = 0; j < 4; j++) {
                for (int k = i; k < i + 3; k++) {
                    line("FloatVector m%d%d = FloatVector.fromArray(S, m, at + c + %d * plane);", k, j, 4 * k + j);
                }
                String sign = i == 0 ? "add" : "sub";
                line("FloatVector s%d = m%d%d.%s(m%d%d).%s(m%d%d);", j, i, j, sign, i + 1, j, sign, i + 2, j);
            }
            line("FloatVector b = FloatVector.fromArray(S, bias, c);");
            line("FloatVector y0 = s0.add(s1).add(s2);");
            line("FloatVector y1 = s1.sub(s2).sub(s3);");
            line("FloatVector k = FloatVector.fromArray(S, check, first + c);");
            line("y1.fma(zero, y0.fma(zero, k)).intoArray(check, first + c);");
            for (int j = 0; j < 2; j++) {
                String place = "target + c + " + j + " * channels";
                line("FloatVector r%d = y%d.add(b).add(FloatVector.fromArray(S, y, %s));", j, j, place);
                line("r%d.blend(least, r%d.compare(VectorOperators.LT, least)).intoArray(y, %s);", j, j, place);
            }
            line("} } }");
        }
    }
}
