package org.neocog.backend.onednn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Has kernels compiled before they are used: until Java has done that they are a thousand times slower. A thread runs the tiles that were asked
 * for, one kind after the other, on numbers of its own; a tile that becomes fast and gives the bits of its twin in plain Java is used from then
 * on. Of each kind the first that does so ends the search: it can happen that Java never compiles one well.
 */
final class LaneWarmUp {
    private static final System.Logger LOG = System.getLogger(LaneWarmUp.class.getName());

    /** From so many multiplications with addition per nanosecond on, a tile is fast; before it is compiled it does a hundredth. */
    private static final double FAST = 3;

    private static final long PATIENCE_NANOS = 4_000_000_000L;

    /** How often all tiles of a kind are tried: while others use the processors, Java's compiler takes long. */
    private static final int ROUNDS = 10;

    private static final int LENGTH = 32;
    private static final int INTERPRETED = 300;
    private static final int PROFILED = 700;
    private static final int TOGETHER = 3;
    /** Between looks at kinds that wait for a compiler. */
    private static final long PAUSE_NANOS = 2_000_000;

    private final Set<Object> fast = Collections.newSetFromMap(new ConcurrentHashMap<>());
    private final Map<Object, Boolean> asked = new IdentityHashMap<>();
    private final Deque<Search> queue = new ArrayDeque<>();
    private boolean running;

    /** One tile: what it is called, how to run it, and its twin. */
    private record Trial(String name, Object tile, int work, Body body, Body twin) {}

    private interface Body {
        void run(Workbench bench);
    }

    /** Arrays to compute with. */
    private static final class Workbench {
        final float[] x;
        final float[] z;
        final float[] w = new float[LENGTH * 16];
        final float[] y;
        final float[] sums;
        final int[] places = new int[LENGTH];
        final int lanes;
        int length = LENGTH;

        Workbench(int lanes) {
            this.lanes = lanes;
            Random random = new Random(1);
            x = numbers(random, LENGTH * 24 * lanes);
            z = numbers(random, LENGTH * 24 * lanes);
            for (int i = 0; i < w.length; i++) {
                w[i] = random.nextFloat() - 0.5f;
            }
            y = new float[LENGTH * 24 * lanes];
            sums = new float[24 * lanes];
            for (int i = 0; i < LENGTH; i++) {
                places[i] = i * lanes;
            }
            ScalarLanes.pool(lanes).run(x, 0, 2 * LENGTH * lanes, sums, 0, 8);
        }

        private static float[] numbers(Random random, int n) {
            float[] numbers = new float[n];
            for (int i = 0; i < n; i++) {
                numbers[i] = random.nextInt(9) == 0 ? Float.NaN : random.nextInt(7) - 3 + random.nextFloat();
            }
            return numbers;
        }
    }

    boolean isFast(Object tile) {
        return fast.contains(tile);
    }

    LaneChoice<LaneKernels.Convolution> convolution(LaneKernels kernels, int outs, int columns) {
        int lanes = kernels.lanes();
        List<LaneKernels.Convolution> tiles = kernels.convolutions(outs, columns);
        ask(
                lanes,
                tiles.stream()
                        .map(tile -> new Trial(
                                "convolution",
                                tile,
                                tile.outs() * tile.columns() * lanes * LENGTH,
                                bench -> convolve(tile, bench),
                                bench -> convolve(ScalarLanes.convolution(tile, lanes), bench)))
                        .toList());
        return new LaneChoice<>(this, tiles, ScalarLanes.convolution(tiles.get(0), lanes));
    }

    private static void convolve(LaneKernels.Convolution tile, Workbench b) {
        tile.body().run(b.x, 0, b.places, 0, b.length, b.w, 0, b.w, 1, b.y, 0, 8 * b.lanes);
    }

    LaneChoice<LaneKernels.Filter> filter(LaneKernels kernels, int outs, int columns) {
        int lanes = kernels.lanes();
        List<LaneKernels.Filter> tiles = kernels.filters(outs, columns);
        ask(
                lanes,
                tiles.stream()
                        .map(tile -> new Trial(
                                "filter",
                                tile,
                                tile.outs() * tile.columns() * lanes * LENGTH,
                                bench -> correlate(tile, bench),
                                bench -> correlate(ScalarLanes.filter(tile, lanes), bench)))
                        .toList());
        return new LaneChoice<>(this, tiles, ScalarLanes.filter(tiles.get(0), lanes));
    }

    private static void correlate(LaneKernels.Filter tile, Workbench b) {
        tile.body().run(b.x, 0, b.places, 0, b.length, b.z, 0, LENGTH * b.lanes, b.y, 0);
    }

    LaneChoice<LaneKernels.Rows> rows(LaneKernels kernels, LaneKernels.Rows tile) {
        int lanes = kernels.lanes();
        LaneKernels.Rows twin = ScalarLanes.rows(tile, lanes);
        int work = tile.columns() * tile.kernel() * lanes * LENGTH;
        ask(lanes, List.of(new Trial("rows", tile, work, bench -> rows(tile, bench), bench -> rows(twin, bench))));
        return new LaneChoice<>(this, List.of(tile), twin);
    }

    private static void rows(LaneKernels.Rows tile, Workbench b) {
        tile.body().run(b.x, 0, b.places, 0, b.length, b.w, 0, b.y, 0);
    }

    LaneChoice<LaneKernels.PoolBody> pool(LaneKernels kernels) {
        int lanes = kernels.lanes();
        LaneKernels.PoolBody body = kernels.pool();
        LaneKernels.PoolBody twin = ScalarLanes.pool(lanes);
        int work = LENGTH * lanes * 3;
        ask(lanes, List.of(new Trial("pool", body, work, bench -> pool(body, bench), bench -> pool(twin, bench))));
        return new LaneChoice<>(this, List.of(body), twin);
    }

    private static void pool(LaneKernels.PoolBody body, Workbench b) {
        body.run(b.x, 0, 2 * LENGTH * b.lanes, b.y, 0, b.length);
    }

    LaneChoice<LaneKernels.PoolGradientBody> poolGradient(LaneKernels kernels) {
        int lanes = kernels.lanes();
        LaneKernels.PoolGradientBody body = kernels.poolGradient();
        LaneKernels.PoolGradientBody twin = ScalarLanes.poolGradient(lanes);
        int work = LENGTH * lanes * 6;
        ask(
                lanes,
                List.of(new Trial(
                        "poolGradient",
                        body,
                        work,
                        bench -> poolGradient(body, bench),
                        bench -> poolGradient(twin, bench))));
        return new LaneChoice<>(this, List.of(body), twin);
    }

    private static void poolGradient(LaneKernels.PoolGradientBody body, Workbench b) {
        int row = 2 * LENGTH * b.lanes;
        body.run(b.x, 0, row, b.sums, 0, b.z, 0, b.y, 0, row, Math.min(8, b.length), b.y, row * 3);
        body.run(b.x, 0, row, b.x, row, b.z, 0, b.y, row * 4, row, b.length, b.y, row * 3);
    }

    LaneChoice<LaneKernels.ClaimBody> claim(LaneKernels kernels) {
        int lanes = kernels.lanes();
        LaneKernels.ClaimBody body = kernels.claim();
        int work = LENGTH * lanes * 2;
        ask(
                lanes,
                List.of(new Trial(
                        "claim", body, work, bench -> claim(body, bench), bench -> claim(ScalarLanes.CLAIM, bench))));
        return new LaneChoice<>(this, List.of(body), ScalarLanes.CLAIM);
    }

    private static void claim(LaneKernels.ClaimBody body, Workbench b) {
        body.run(b.x, 0, b.x, b.w, 0, b.y, b.length * b.lanes);
    }

    LaneChoice<LaneKernels.PatchBody> patch(LaneKernels kernels) {
        return patch(kernels, "patch", kernels.patch(), ScalarLanes.PATCH);
    }

    LaneChoice<LaneKernels.PatchBody> spread(LaneKernels kernels) {
        return patch(kernels, "spread", kernels.spread(), ScalarLanes.SPREAD);
    }

    private LaneChoice<LaneKernels.PatchBody> patch(
            LaneKernels kernels, String name, LaneKernels.PatchBody body, LaneKernels.PatchBody twin) {
        int lanes = kernels.lanes();
        int work = LENGTH * lanes * 16;
        ask(lanes, List.of(new Trial(name, body, work, bench -> patch(body, bench), bench -> patch(twin, bench))));
        return new LaneChoice<>(this, List.of(body), twin);
    }

    private static void patch(LaneKernels.PatchBody body, Workbench b) {
        int pixels = 2 * b.length + 2;
        body.run(b.x, 0, pixels * b.lanes, b.lanes, b.length, b.y, 0, b.length * b.lanes);
    }

    LaneChoice<LaneKernels.TileBody> tile(LaneKernels kernels) {
        int lanes = kernels.lanes();
        LaneKernels.TileBody body = kernels.tile();
        int work = LENGTH * lanes * 16;
        ask(
                lanes,
                List.of(new Trial(
                        "tile", body, work, bench -> tile(body, bench), bench -> tile(ScalarLanes.TILE, bench))));
        return new LaneChoice<>(this, List.of(body), ScalarLanes.TILE);
    }

    private static void tile(LaneKernels.TileBody body, Workbench b) {
        int plane = b.length * b.lanes;
        body.run(b.x, 0, plane, b.lanes, b.length, b.z, 0, b.y, 0, 2 * plane, b.sums, 0);
    }

    // ---- trials

    private synchronized void ask(int lanes, List<Trial> trials) {
        if (asked.put(trials.get(0).tile, true) != null) {
            return;
        }
        queue.add(new Search(trials, lanes));
        if (!running) {
            running = true;
            Thread thread = new Thread(this::work, "neocog-onednn-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private synchronized @Nullable Search next() {
        return queue.poll();
    }

    private synchronized boolean ends() {
        running = !queue.isEmpty();
        return !running;
    }

    /** Works at a few kinds in turn, since the compiler takes its time for each; with many at a time it would not compile them at all. */
    private void work() {
        List<Search> open = new ArrayList<>();
        while (true) {
            for (Search more = null; open.size() < TOGETHER && (more = next()) != null; ) {
                open.add(more);
            }
            if (open.isEmpty() && ends()) {
                return;
            }
            open.removeIf(Search::advance);
            if (open.stream().allMatch(Search::waits)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** The tiles of one kind, tried one after the other. */
    private final class Search {
        private final List<Trial> trials;
        private final int lanes;
        private int number;
        private int rounds;
        private int calls;
        private int good;
        private long start = System.nanoTime();
        private Workbench bench;

        Search(List<Trial> trials, int lanes) {
            this.trials = trials;
            this.lanes = lanes;
            bench = new Workbench(lanes);
        }

        /** Whether a compiler has been told all there is to know. */
        boolean waits() {
            return calls >= INTERPRETED + PROFILED;
        }

        /** Runs the tile for a moment; returns whether the search has ended. */
        boolean advance() {
            Trial trial = trials.get(number);
            long from = System.nanoTime();
            // Short loops until a compiler has been at it, then loops as long as those to come, which it takes note of.
            bench.length = calls < INTERPRETED ? 2 : LENGTH;
            int count = calls < INTERPRETED + PROFILED ? 50 : 6;
            for (int i = 0; i < count; i++) {
                trial.body.run(bench);
            }
            calls += count;
            long now = System.nanoTime();
            boolean quick = bench.length == LENGTH && (double) count * trial.work / (now - from) > FAST;
            good = quick ? good + 1 : 0;
            if (good < 3 && now - start < PATIENCE_NANOS) {
                return false;
            }
            return judge(trial, good > 0, now - start) || !hasNext();
        }

        private boolean hasNext() {
            number++;
            calls = 0;
            good = 0;
            start = System.nanoTime();
            bench = new Workbench(lanes);
            if (number < trials.size()) {
                return true;
            }
            number = 0;
            rounds++;
            if (rounds == 1 || rounds == ROUNDS) {
                LOG.log(
                        System.Logger.Level.INFO,
                        "onednn: Java has compiled no fast kernel of {0} yet: plain Java computes instead, slowly{1}",
                        trials.get(0).name,
                        rounds < ROUNDS ? "; it is tried again" : "");
            }
            return rounds < ROUNDS;
        }

        private boolean judge(Trial trial, boolean quick, long nanos) {
            Workbench other = new Workbench(lanes);
            trial.twin.run(other);
            Workbench again = new Workbench(lanes);
            trial.body.run(again);
            boolean right = sameBits(again.y, other.y);
            LOG.log(
                    right ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                    "onednn: kernel {0}: fast {1}, right {2}, after {3} ms and {4} calls",
                    trial.tile,
                    quick,
                    right,
                    nanos / 1_000_000,
                    calls);
            if (quick && right) {
                fast.add(trial.tile);
            }
            return quick && right;
        }
    }

    private static boolean sameBits(float[] a, float[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Float.floatToIntBits(a[i]) != Float.floatToIntBits(b[i])) {
                return false;
            }
        }
        return true;
    }
}
