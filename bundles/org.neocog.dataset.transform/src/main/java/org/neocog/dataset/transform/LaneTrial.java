package org.neocog.dataset.transform;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.neocog.image.Image;

/**
 * Whether {@link ColourLanes} are used: from when Java has compiled them, they are faster than plain Java, and have given its bytes. Until it has compiled them they
 * are hundreds of times slower, so that they are tried on images of random numbers, on a thread of its own that ends then. One for the process, as Java's
 * compiler is.
 */
final class LaneTrial {
    /** System property: {@code false} does without them. */
    static final String KERNELS = "neocog.transform.kernels";

    private static final String VECTOR = "jdk.incubator.vector.LongVector";
    private static final System.Logger LOG = System.getLogger(LaneTrial.class.getName());
    private static final long PATIENCE_NANOS = 20_000_000_000L;
    /** Java may still be at one of the loops when all together are faster for the first time. */
    private static final int WINS = 5;
    /** Shares of the time that plain Java takes from which on they are faster. */
    private static final double FASTER = 0.9;

    private static final AtomicBoolean BEGUN = new AtomicBoolean();
    private static volatile boolean won;

    private LaneTrial() {}

    /** Whether they are used. The first call has them tried. */
    static boolean isWon() {
        if (!won && !BEGUN.get() && BEGUN.compareAndSet(false, true)) {
            begin();
        }
        return won;
    }

    private static void begin() {
        if ("false".equals(System.getProperty(KERNELS)) || !areThere()) {
            return;
        }
        Thread thread = new Thread(() -> won = run(), "neocog-transform-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    private static boolean areThere() {
        try {
            Class.forName(VECTOR, false, LaneTrial.class.getClassLoader());
            return LaneKernels.areForThisProcessor();
        } catch (ClassNotFoundException | LinkageError e) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "transforms: the module jdk.incubator.vector is not there; plain Java resizes",
                    e);
            return false;
        }
    }

    /** Whether they win, on images that become larger, smaller, and much smaller. */
    static boolean run() {
        long begun = System.nanoTime();
        List<Race> races = List.of(new Race(90, 100), new Race(130, 120), new Race(230, 270), new Race(500, 400));
        int wins = 0;
        while (wins < WINS && System.nanoTime() - begun < PATIENCE_NANOS) {
            double share = 0;
            for (Race race : races) {
                share = Math.max(share, race.run());
            }
            wins = share < FASTER ? wins + 1 : 0;
        }
        boolean right = races.stream().allMatch(Race::givesTheSame);
        LOG.log(
                right ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING,
                "transforms: resizing by vectors: faster {0}, right {1}, after {2} ms",
                wins == WINS,
                right,
                (System.nanoTime() - begun) / 1_000_000);
        return wins == WINS && right;
    }

    /** One image, both ways. */
    private static final class Race {
        private static final int SIZE = 93;
        private final Image source = new Image();
        private final byte[] plain = new byte[3 * SIZE * SIZE];
        private final byte[] lanes = new byte[3 * SIZE * SIZE];
        private final ColourResampler resampler;

        Race(int height, int width) {
            source.reset(3, height, width);
            new Random(height).nextBytes(source.pixels());
            AxisWeights down = new AxisWeights(Filter.BILINEAR);
            AxisWeights across = new AxisWeights(Filter.BILINEAR);
            down.prepare(height, SIZE);
            across.prepare(width, SIZE);
            ColourResampler near = ColourResampler.near(down, across);
            resampler = near.fits(height, width, SIZE, SIZE) ? near : ColourResampler.far(down, across);
        }

        /** The time by vectors as a share of that without. */
        double run() {
            long start = System.nanoTime();
            resampler.resamplePlain(source, 0, 0, plain, SIZE * SIZE, 1, 0, 0, SIZE, SIZE);
            long between = System.nanoTime();
            resampler.resampleByLanes(source, 0, 0, lanes, SIZE * SIZE, 0, 0, SIZE, SIZE);
            return (double) (System.nanoTime() - between) / (between - start);
        }

        boolean givesTheSame() {
            run();
            return Arrays.equals(plain, lanes);
        }
    }
}
