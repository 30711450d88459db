package org.neocog.layer.core;

import java.util.List;

/**
 * The fixed centers of LeNet's output: for each digit a picture of 7 x 12 elements, 1 where there is ink and -1 elsewhere, drawn here
 * anew after the idea of the paper. Pictures, and not one place per class, so that digits that look alike are near each other.
 */
final class DigitCodes {
    /** Elements of a code. */
    static final int LENGTH = 7 * 12;

    private static final List<String> PICTURES = List.of("""
            .......
            ..###..
            .#...#.
            #.....#
            #.....#
            #.....#
            #.....#
            #.....#
            #.....#
            .#...#.
            ..###..
            .......
            """, """
            ...#...
            ..##...
            .#.#...
            ...#...
            ...#...
            ...#...
            ...#...
            ...#...
            ...#...
            ...#...
            .#####.
            .......
            """, """
            .#####.
            #.....#
            ......#
            ......#
            .....#.
            ....#..
            ...#...
            ..#....
            .#.....
            #......
            #######
            .......
            """, """
            #######
            ......#
            .....#.
            ....#..
            ..###..
            .....#.
            ......#
            ......#
            ......#
            #....#.
            .####..
            .......
            """, """
            .....#.
            ....##.
            ...#.#.
            ..#..#.
            .#...#.
            #....#.
            #######
            .....#.
            .....#.
            .....#.
            .......
            .......
            """, """
            #######
            #......
            #......
            #......
            ######.
            ......#
            ......#
            ......#
            ......#
            #.....#
            .#####.
            .......
            """, """
            ...###.
            ..#....
            .#.....
            #......
            #.###..
            ##...#.
            #.....#
            #.....#
            #.....#
            .#...#.
            ..###..
            .......
            """, """
            #######
            ......#
            .....#.
            .....#.
            ....#..
            ....#..
            ...#...
            ...#...
            ..#....
            ..#....
            .#.....
            .......
            """, """
            ..###..
            .#...#.
            #.....#
            #.....#
            .#...#.
            ..###..
            .#...#.
            #.....#
            #.....#
            .#...#.
            ..###..
            .......
            """, """
            ..###..
            .#...#.
            #.....#
            #.....#
            #.....#
            .#...##
            ..###.#
            ......#
            .....#.
            ....#..
            .###...
            .......
            """);

    private DigitCodes() {}

    /** Number of codes. */
    static int count() {
        return PICTURES.size();
    }

    /** The codes of the first {@code classes} digits, one after the other. */
    static double[] of(int classes) {
        return PICTURES.stream()
                .limit(classes)
                .flatMapToInt(String::chars)
                .filter(element -> element != '\n')
                .mapToDouble(element -> element == '#' ? 1 : -1)
                .toArray();
    }
}
