package org.neocog.backend.opencl;

import java.util.List;

/**
 * A way to compute products: by which kernel, and how much of the result a group computes at once. All tiles of one kind of device give the same sums but for
 * where long ones are parted.
 *
 * @param name what is kept of it
 * @param kernel of {@link #resources}
 * @param rows of the result that a group computes at once
 * @param lanes of the result that a group computes at once
 * @param items of a group
 * @param alongRows whether it needs terms that lie in rows of a multiple of 16
 * @param resources sources, one after the other
 * @param macros what they are built with
 */
record Tile(
        String name,
        String kernel,
        int rows,
        int lanes,
        int items,
        boolean alongRows,
        List<String> resources,
        String macros) {
    /** Elements of a vector. */
    static final int VECTOR = 16;

    /** Terms that the instruction for bfloat16 adds up at once. */
    private static final int MOST_TERMS_OF_WARPS = 16;

    private static final List<String> CPU = List.of("product", "product_cpu");
    private static final List<String> GPU = List.of("product", "product_gpu");

    /** For processors: rows by lanes, in vectors. */
    static Tile ofVectors(int rows, int vectors) {
        int lanes = vectors * VECTOR;
        return new Tile(rows + "x" + lanes, "product", rows, lanes, 1, false, CPU, vectorMacros(rows, vectors));
    }

    /** For processors, with vectors along the terms. */
    static Tile ofDots(int rows, int vectors) {
        int lanes = vectors * VECTOR;
        String name = "dots " + rows + "x" + lanes;
        return new Tile(name, "product_of_rows", rows, lanes, 1, true, CPU, vectorMacros(rows, vectors));
    }

    private static String vectorMacros(int rows, int vectors) {
        return " -DBLOCK=" + rows + " -DVECTORS=" + vectors;
    }

    /** For everything else: rows by lanes by terms in local memory, and rows by lanes of an item. */
    static Tile ofItems(int rows, int lanes, int terms, int rowsEach, int lanesEach) {
        String name = rows + "x" + lanes + "x" + terms + " by " + rowsEach + "x" + lanesEach;
        return ofItems(name, rows, lanes, terms, rowsEach, lanesEach, "");
    }

    /**
     * By tensor cores: 32 items compute {@code 8 rowsEach} rows by {@code 4 lanesEach} lanes together.
     *
     * @param emulated whether to do so without their instruction, on any device
     */
    static Tile ofWarps(int rows, int lanes, int terms, int rowsEach, int lanesEach, boolean emulated) {
        if (terms % MOST_TERMS_OF_WARPS != 0
                || rowsEach % 2 != 0
                || lanesEach % 2 != 0
                || rows % (8 * rowsEach) != 0
                || lanes % (4 * lanesEach) != 0) {
            throw new IllegalArgumentException("opencl: warps must share the tile, but rows=" + rows + ", lanes="
                    + lanes + ", terms=" + terms + ", rowsEach=" + rowsEach + ", lanesEach=" + lanesEach + ".");
        }
        String name = "warps " + rows + "x" + lanes + "x" + terms + " by " + 8 * rowsEach + "x" + 4 * lanesEach;
        return ofItems(name, rows, lanes, terms, rowsEach, lanesEach, emulated ? " -DWARPS -DEMULATED" : " -DWARPS");
    }

    /** Whether it computes with float32 only. */
    boolean isOfWarps() {
        return macros.contains("-DWARPS");
    }

    private static Tile ofItems(String name, int rows, int lanes, int terms, int rowsEach, int lanesEach, String more) {
        int items = rows / rowsEach * (lanes / lanesEach);
        if (items % rows != 0 || items % lanes != 0 || items % terms != 0) {
            throw new IllegalArgumentException("opencl: items must be a multiple of rows, lanes and terms, but items="
                    + items + ", rows=" + rows + ", lanes=" + lanes + ", terms=" + terms + ".");
        }
        String macros = " -DBLOCK=" + rows + " -DWIDTH=" + lanes + " -DCHUNK=" + terms + " -DROWS_EACH=" + rowsEach
                + " -DLANES_EACH=" + lanesEach + " -DITEMS=" + items + more;
        return new Tile(name, "product", rows, lanes, items, false, GPU, macros);
    }
}
