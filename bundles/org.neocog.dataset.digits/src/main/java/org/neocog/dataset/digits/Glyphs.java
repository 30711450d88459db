package org.neocog.dataset.digits;

import java.util.ArrayList;
import java.util.List;

/**
 * How people write the ten digits: for each, several ways, each a few strokes of the pen through points of a unit square (x to the right, y
 * down).
 *
 * <p>A stroke is a text of points {@code x,y} in hundredths. Between blanks the pen runs smoothly; {@code |} after a point is a corner.
 */
final class Glyphs {
    /** A stroke: control points and whether the pen turns sharply there. */
    record Stroke(double[] x, double[] y, boolean[] corner) {}

    private static final String[][][] WAYS = {
        {
            {"55,2 22,12 5,50 18,86 50,98 82,86 95,50 80,14 48,2 36,6"},
            {"40,3 12,25 6,65 30,97 68,95 93,62 88,22 62,3 35,8"},
            {"70,8 40,0 10,22 4,60 25,95 60,98 90,75 95,35 75,8 55,4"},
        },
        {
            {"52,0 50,50 48,100"},
            {"22,26 40,15 56,0| 55,50 54,100"},
            {"28,24 54,0| 53,100", "22,99 84,98"},
            {"60,0 50,40 46,75 50,100"},
        },
        {
            {"10,24 28,4 62,1 84,22 72,50 40,76 5,98| 50,96 96,97"},
            {"12,22 36,1 76,8 82,32 60,62 28,90 10,95 8,80 26,76 58,93 98,88"},
            {"8,18 40,0 80,10 84,36 50,70 10,98| 60,90 98,98"},
        },
        {
            {"10,13 42,0 80,12 76,36 40,47| 80,57 92,78 62,99 24,98 5,86"},
            {"10,4 84,3| 42,42| 80,50 92,74 66,98 10,92"},
            {"14,8 56,0 82,18 66,40 34,46 66,50 90,70 74,95 30,100 4,88"},
        },
        {
            {"26,0 18,28 8,56| 94,54", "74,22 70,60 66,100"},
            {"66,0 2,66| 98,65", "66,0 65,100"},
            {"14,3 8,34 22,52 54,50 82,40", "88,0 80,50 72,100"},
            {"60,0 34,36 6,64| 60,64 96,60", "64,34 60,100"},
        },
        {
            {"86,3 24,4| 16,44| 50,37 86,54 84,84 50,99 8,90"},
            {"26,5 18,44| 54,38 90,60 76,92 36,100 4,88", "24,5 92,0"},
            {"88,5 46,3 20,20 32,40 70,52 86,75 60,97 8,93"},
        },
        {
            {"76,2 40,18 12,55 16,86 46,100 80,88 86,66 58,52 28,62 14,78"},
            {"54,0 24,40 10,76 36,100 76,90 76,63 42,57 13,74"},
            {"86,6 46,8 16,40 6,74 30,99 74,96 88,72 62,54 22,66 10,82"},
        },
        {
            {"4,5 95,3| 62,48 36,100"},
            {"4,6 95,3| 56,55 40,100", "26,52 84,48"},
            {"6,20 8,4| 50,7 92,3| 64,40 50,100"},
            {"4,8 60,8 94,4 70,40 40,100"},
        },
        {
            {"78,14 48,0 16,16 38,42 80,64 80,90 46,100 12,86 22,62 60,40 84,20 70,6"},
            {"50,2 20,12 20,36 50,46 80,36 80,12 48,2", "50,46 12,60 12,88 50,100 88,88 88,60 50,46"},
            {"84,12 50,0 20,14 34,38 72,56 86,80 56,100 16,90 20,66 52,46 80,28 82,10"},
        },
        {
            {"86,18 56,0 16,14 14,40 46,52 80,36 88,14| 84,60 76,100"},
            {"84,14 50,0 14,20 22,46 58,48 84,22| 88,58 66,92 18,98"},
            {"80,24 60,2 22,10 12,36 40,50 74,36 84,10 78,50 58,100"},
        },
    };

    private static final List<List<List<Stroke>>> GLYPHS = parse();

    private Glyphs() {}

    /** The ways to write {@code digit}, each a list of strokes. */
    static List<List<Stroke>> of(int digit) {
        return GLYPHS.get(digit);
    }

    private static List<List<List<Stroke>>> parse() {
        List<List<List<Stroke>>> digits = new ArrayList<>();
        for (String[][] ways : WAYS) {
            List<List<Stroke>> parsed = new ArrayList<>();
            for (String[] strokes : ways) {
                List<Stroke> way = new ArrayList<>();
                for (String stroke : strokes) {
                    way.add(stroke(stroke.split(" ")));
                }
                parsed.add(List.copyOf(way));
            }
            digits.add(List.copyOf(parsed));
        }
        return List.copyOf(digits);
    }

    private static Stroke stroke(String[] points) {
        double[] x = new double[points.length];
        double[] y = new double[points.length];
        boolean[] corner = new boolean[points.length];
        for (int i = 0; i < points.length; i++) {
            corner[i] = points[i].endsWith("|");
            String[] xy = points[i].replace("|", "").split(",");
            x[i] = Integer.parseInt(xy[0]) / 100.0;
            y[i] = Integer.parseInt(xy[1]) / 100.0;
        }
        return new Stroke(x, y, corner);
    }
}
