package org.neocog.dataset.digits;

import java.util.Arrays;
import java.util.List;
import org.neocog.tensor.Philox;

/**
 * Writes one digit into an image of 28 x 28 as a hand would: one of several ways, points that miss a little, slant, turn, size, place, a
 * wobble over the whole image, a pen whose width and pressure change, a little blur and noise.
 *
 * <p>Every number comes from the stream that it is given; arithmetic is IEEE double and {@link StrictMath}, so that an image is the same
 * bit for bit on every machine. Belongs to one thread.
 */
final class DigitPen {
    static final int SIDE = 28;

    /** Steps of the pen between two control points. */
    private static final int STEPS = 12;

    private static final int WAVES = 3;

    private final double[] ink = new double[SIDE * SIDE];
    private final double[] blurred = new double[SIDE * SIDE];
    private final double[] waveX = new double[WAVES];
    private final double[] waveY = new double[WAVES];
    private final double[] wavePhase = new double[WAVES];
    private final double[] waveShiftX = new double[WAVES];
    private final double[] waveShiftY = new double[WAVES];

    private Philox.Stream random = Philox.stream(0, 0, 0);
    private double radius;
    private double edge;
    private double pressurePhase;
    private double pressureSwing;
    /** From the unit square to pixels: x = a*u + b*v + c, y = d*u + e*v + f. */
    private double a;

    private double b;
    private double c;
    private double d;
    private double e;
    private double f;

    /** Writes {@code digit} into {@code image[offset]} and the 783 bytes after it. */
    void write(int digit, Philox.Stream stream, byte[] image, int offset) {
        random = stream;
        Arrays.fill(ink, 0);
        List<List<Glyphs.Stroke>> ways = Glyphs.of(digit);
        List<Glyphs.Stroke> way = ways.get(random.nextInt(ways.size()));
        place();
        wobble();
        radius = clamp(1.15 + 0.3 * random.nextGaussian(), 0.65, 2.0);
        edge = random.uniform(0.7, 1.3);
        pressureSwing = random.uniform(0, 0.35);
        double sloppiness = random.uniform(0.012, 0.05);
        for (Glyphs.Stroke stroke : way) {
            pressurePhase = random.uniform(0, 2 * Math.PI);
            stroke(stroke, sloppiness);
        }
        blur(random.uniform(0, 0.35));
        develop(image, offset);
    }

    private void place() {
        double height = random.uniform(15, 21);
        double width = height * clamp(0.68 + 0.11 * random.nextGaussian(), 0.42, 0.98);
        double slant = clamp(0.14 + 0.2 * random.nextGaussian(), -0.4, 0.65);
        double turn = clamp(0.13 * random.nextGaussian(), -0.35, 0.35);
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        a = width * cos;
        d = width * sin;
        b = -slant * height * cos - height * sin;
        e = -slant * height * sin + height * cos;
        double centerX = 14 + clamp(1.2 * random.nextGaussian(), -3, 3);
        double centerY = 14 + clamp(1.2 * random.nextGaussian(), -3, 3);
        c = centerX - 0.5 * a - 0.5 * b;
        f = centerY - 0.5 * d - 0.5 * e;
    }

    private void wobble() {
        double strength = random.uniform(0.1, 0.75);
        for (int i = 0; i < WAVES; i++) {
            double wave = random.uniform(0.12, 0.42);
            double direction = random.uniform(0, 2 * Math.PI);
            waveX[i] = wave * StrictMath.cos(direction);
            waveY[i] = wave * StrictMath.sin(direction);
            wavePhase[i] = random.uniform(0, 2 * Math.PI);
            waveShiftX[i] = strength * random.nextGaussian();
            waveShiftY[i] = strength * random.nextGaussian();
        }
    }

    /** Moves the pen through the points, which it misses by {@code sloppiness}, along Catmull-Rom curves between corners. */
    private void stroke(Glyphs.Stroke stroke, double sloppiness) {
        int n = stroke.x().length;
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            double u = stroke.x()[i] + sloppiness * random.nextGaussian();
            double v = stroke.y()[i] + sloppiness * random.nextGaussian();
            x[i] = a * u + b * v + c;
            y[i] = d * u + e * v + f;
        }
        double fromX = bentX(x[0], y[0]);
        double fromY = bentY(x[0], y[0]);
        for (int i = 0; i + 1 < n; i++) {
            int before = i == 0 || stroke.corner()[i] ? i : i - 1;
            int after = i + 2 == n || stroke.corner()[i + 1] ? i + 1 : i + 2;
            for (int step = 1; step <= STEPS; step++) {
                double t = (double) step / STEPS;
                double px = spline(x[before], x[i], x[i + 1], x[after], t);
                double py = spline(y[before], y[i], y[i + 1], y[after], t);
                double toX = bentX(px, py);
                double toY = bentY(px, py);
                double along = (i + t) / (n - 1);
                double pressure = 1 + pressureSwing * StrictMath.sin(pressurePhase + 4 * along);
                line(fromX, fromY, toX, toY, radius * pressure * (1 - 0.35 * pressureSwing * along));
                fromX = toX;
                fromY = toY;
            }
        }
    }

    private static double spline(double p0, double p1, double p2, double p3, double t) {
        double linear = p2 - p0;
        double square = 2 * p0 - 5 * p1 + 4 * p2 - p3;
        double cube = 3 * p1 - p0 - 3 * p2 + p3;
        return p1 + 0.5 * t * (linear + t * (square + t * cube));
    }

    private double bentX(double x, double y) {
        double bent = x;
        for (int i = 0; i < WAVES; i++) {
            bent += waveShiftX[i] * StrictMath.sin(waveX[i] * x + waveY[i] * y + wavePhase[i]);
        }
        return bent;
    }

    private double bentY(double x, double y) {
        double bent = y;
        for (int i = 0; i < WAVES; i++) {
            bent += waveShiftY[i] * StrictMath.cos(waveX[i] * x + waveY[i] * y + wavePhase[i]);
        }
        return bent;
    }

    /** Inks the pixels near a piece of line: full within the pen's radius, falling to nothing over the edge. */
    private void line(double x0, double y0, double x1, double y1, double r) {
        double reach = r + edge / 2;
        int left = (int) Math.max(0, Math.min(x0, x1) - reach);
        int right = (int) Math.min(SIDE - 1, Math.max(x0, x1) + reach + 1);
        int top = (int) Math.max(0, Math.min(y0, y1) - reach);
        int bottom = (int) Math.min(SIDE - 1, Math.max(y0, y1) + reach + 1);
        double dx = x1 - x0;
        double dy = y1 - y0;
        double length = dx * dx + dy * dy;
        for (int py = top; py <= bottom; py++) {
            for (int px = left; px <= right; px++) {
                double sx = px + 0.5 - x0;
                double sy = py + 0.5 - y0;
                double t = length == 0 ? 0 : clamp((sx * dx + sy * dy) / length, 0, 1);
                double ox = sx - t * dx;
                double oy = sy - t * dy;
                double distance = Math.sqrt(ox * ox + oy * oy);
                double cover = clamp((reach - distance) / edge, 0, 1);
                int at = py * SIDE + px;
                ink[at] = Math.max(ink[at], cover);
            }
        }
    }

    /** Mixes each pixel with its eight neighbours. */
    private void blur(double share) {
        for (int y = 0; y < SIDE; y++) {
            for (int x = 0; x < SIDE; x++) {
                double sum = 0;
                for (int dy = -1; dy <= 1; dy++) {
                    for (int dx = -1; dx <= 1; dx++) {
                        int px = x + dx;
                        int py = y + dy;
                        if (px >= 0 && px < SIDE && py >= 0 && py < SIDE) {
                            sum += ink[py * SIDE + px] / ((dx == 0 ? 2 : 4) * (dy == 0 ? 2 : 4));
                        }
                    }
                }
                blurred[y * SIDE + x] = (1 - share) * ink[y * SIDE + x] + share * sum;
            }
        }
    }

    /** Ink to bytes: a density per image, grain in the ink, faint dust on the paper. */
    private void develop(byte[] image, int offset) {
        double density = random.uniform(0.8, 1.0);
        double grain = random.uniform(0, 0.12);
        double dust = random.uniform(0, 0.035);
        for (int i = 0; i < SIDE * SIDE; i++) {
            double value = blurred[i] * density * (1 - grain * random.nextDouble()) + dust * random.nextDouble();
            image[offset + i] = (byte) (int) clamp(255 * value + 0.5, 0, 255);
        }
    }

    private static double clamp(double value, double least, double most) {
        return Math.max(least, Math.min(most, value));
    }
}
