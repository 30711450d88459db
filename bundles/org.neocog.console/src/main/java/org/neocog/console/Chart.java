package org.neocog.console;

import java.util.ArrayList;
import java.util.List;

/** Curves over a common axis in a rectangle of an image. */
final class Chart {
    private static final int[] COLORS = {0x1f77b4, 0xd62728, 0x2ca02c, 0xff7f0e, 0x9467bd, 0x8c564b, 0xe377c2, 0x17becf
    };
    private static final int BLACK = 0x000000;
    private static final int GREY = 0xdddddd;
    private static final int MARGIN = 60;
    private static final int TICKS = 4;

    /** A curve. @param style number of its colour */
    record Curve(String name, int style, List<double[]> points) {}

    private final String title;
    private final List<Curve> curves = new ArrayList<>();

    Chart(String title) {
        this.title = title;
    }

    /** Adds a curve of its points that are numbers; none if there are none. */
    void add(String name, int style, List<double[]> points) {
        List<double[]> finite = points.stream()
                .filter(p -> Double.isFinite(p[0]) && Double.isFinite(p[1]))
                .toList();
        if (!finite.isEmpty()) {
            curves.add(new Curve(name, style, finite));
        }
    }

    boolean isEmpty() {
        return curves.isEmpty();
    }

    void draw(PngImage image, int left, int top, int width, int height) {
        double[] x = range(0);
        double[] y = range(1);
        int x0 = left + MARGIN;
        int y0 = top + height - 24;
        int plotWidth = width - MARGIN - 12;
        int plotHeight = height - 50;
        image.text(x0, top + 6, title, BLACK);
        for (int i = 0; i <= TICKS; i++) {
            int row = y0 - plotHeight * i / TICKS;
            image.line(x0, row, x0 + plotWidth, row, i == 0 ? BLACK : GREY);
            String label = Numbers.plain((float) (y[0] + (y[1] - y[0]) * i / TICKS));
            String shown = label.length() > 8 ? label.substring(0, 8) : label;
            image.text(x0 - 4 - shown.length() * PixelFont.WIDTH, row - 3, shown, BLACK);
            String at = place(x[0] + (x[1] - x[0]) * i / TICKS, x[1] - x[0]);
            image.text(x0 + plotWidth * i / TICKS - at.length() * PixelFont.WIDTH / 2, y0 + 6, at, BLACK);
        }
        image.line(x0, y0, x0, y0 - plotHeight, BLACK);
        int legend = x0 + (title.length() + 3) * PixelFont.WIDTH;
        for (Curve curve : curves) {
            int color = COLORS[curve.style() % COLORS.length];
            image.text(legend, top + 6, curve.name(), color);
            legend += (curve.name().length() + 2) * PixelFont.WIDTH;
            int[] last = null;
            for (double[] point : curve.points()) {
                int px = x0 + (int) Math.round((point[0] - x[0]) / (x[1] - x[0]) * plotWidth);
                int py = y0 - (int) Math.round((point[1] - y[0]) / (y[1] - y[0]) * plotHeight);
                if (last != null) {
                    image.line(last[0], last[1], px, py, color);
                } else {
                    image.set(px, py, color);
                }
                last = new int[] {px, py};
            }
        }
    }

    /** Whole numbers; where there are few of them over the axis, with a tenth. */
    private static String place(double x, double range) {
        return Numbers.plain(range < 5 * TICKS ? Math.round(10 * x) / 10.0 : Math.round(x));
    }

    private double[] range(int axis) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (Curve curve : curves) {
            for (double[] point : curve.points()) {
                least = Math.min(least, point[axis]);
                greatest = Math.max(greatest, point[axis]);
            }
        }
        return greatest > least ? new double[] {least, greatest} : new double[] {least - 0.5, least + 0.5};
    }
}
