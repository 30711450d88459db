package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.List;

/**
 * The tiles that a device may compute products by, the usual ones first.
 *
 * @param all in this order; a later one is usual only where those before do not fit
 * @param large those that are usual where they keep the device busy, or none
 */
record Tiles(List<Tile> all, List<Tile> large) {
    private static final Tile USUAL_ON_GPUS = Tile.ofItems(64, 64, 16, 4, 4);
    private static final Tile LARGE = Tile.ofItems(128, 128, 16, 8, 8);

    /** Processors: more vectors want more registers, more rows use what was packed more often. */
    static final Tiles CPU = new Tiles(
            List.of(
                    Tile.ofDots(64, 2),
                    Tile.ofVectors(64, 2),
                    Tile.ofVectors(64, 1),
                    Tile.ofVectors(64, 3),
                    Tile.ofVectors(256, 2)),
            List.of());

    /** Graphics processors of any maker. */
    static final Tiles GPU = new Tiles(
            List.of(
                    USUAL_ON_GPUS,
                    Tile.ofItems(32, 32, 16, 2, 2),
                    Tile.ofItems(64, 64, 16, 8, 8),
                    Tile.ofItems(32, 128, 16, 4, 4),
                    Tile.ofItems(128, 64, 16, 8, 4),
                    LARGE),
            List.of());

    /** NVIDIA's: many registers, so that an item can have 8 x 8 results. */
    static final Tiles NVIDIA = new Tiles(
            List.of(
                    USUAL_ON_GPUS,
                    LARGE,
                    Tile.ofItems(128, 128, 8, 8, 8),
                    Tile.ofItems(128, 64, 16, 8, 4),
                    Tile.ofItems(64, 128, 16, 4, 8),
                    Tile.ofItems(32, 128, 16, 4, 4),
                    Tile.ofItems(32, 32, 16, 2, 2)),
            List.of(LARGE));

    /** Those of tensor cores, for products whose operands are rounded. */
    static final List<Tile> WARPS = warps(false);

    /** @param emulated whether without the instruction */
    static List<Tile> warps(boolean emulated) {
        return List.of(
                Tile.ofWarps(64, 64, 16, 4, 4, emulated),
                Tile.ofWarps(128, 128, 16, 4, 16, emulated),
                Tile.ofWarps(64, 128, 16, 4, 8, emulated),
                Tile.ofWarps(32, 64, 16, 2, 4, emulated));
    }

    /** These behind those of tensor cores. */
    Tiles behindWarps() {
        List<Tile> both = new ArrayList<>(WARPS);
        both.addAll(all);
        return new Tiles(both, WARPS.subList(1, 2));
    }

    /** @param cpuKernels whether the kernels for processors are used */
    static Tiles of(Device device, boolean cpuKernels) {
        return cpuKernels ? CPU : device.isOfNvidia() ? NVIDIA : GPU;
    }

    /**
     * Those that a product can take, the usual one first.
     *
     * @param alongRows whether its terms lie in rows of a multiple of 16
     * @param busy groups that keep the device busy
     */
    List<Tile> fitting(boolean alongRows, int rows, int lanes, int groups, int busy) {
        List<Tile> fitting = new ArrayList<>();
        for (Tile tile : large) {
            long jobs = (long) (rows / tile.rows()) * (lanes / tile.lanes()) * groups;
            if (jobs >= busy) {
                fitting.add(tile);
            }
        }
        for (Tile tile : all) {
            if (!fitting.contains(tile) && (alongRows || !tile.alongRows())) {
                fitting.add(tile);
            }
        }
        return fitting;
    }
}
