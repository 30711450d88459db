package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Autodiff;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Gradients of maxima over many channels are those of the reference, sums of rounded shares apart. */
class MaxPoolGradientTest {
    private static final double NONE = Double.NEGATIVE_INFINITY;

    @Test
    void windowsThatOverlap() {
        requireSame(PoolingWindow.of(List.of(3, 3), List.of(2, 2)), 17, 11, 9, NONE);
    }

    @Test
    void windowsThatLeaveElementsOut() {
        requireSame(PoolingWindow.of(List.of(2, 1), List.of(3, 2)), 16, 12, 7, NONE);
    }

    @Test
    void windowsWithPadding() {
        PoolingWindow window = PoolingWindow.of(List.of(3, 2), List.of(2, 1));
        requireSame(window.withPadding(List.of(1, 1), List.of(1, 0)), 32, 8, 6, NONE);
    }

    @Test
    void equalElementsGiveAllToTheFirstAndZerosOfBothSignsAreEqual() {
        requireSame(PoolingWindow.of(List.of(3, 3), List.of(1, 1)), 16, 6, 6, 0);
    }

    @Test
    void nanIsTheGreatest() {
        requireSame(PoolingWindow.of(List.of(3, 3), List.of(2, 2)), 16, 9, 9, Double.NaN);
    }

    /** @param odd what a third of the elements is, unless it is -infinity; every other one with the other sign */
    private static void requireSame(PoolingWindow window, int channels, int height, int width, double odd) {
        GraphBuilder b = new GraphBuilder("graph");
        TensorType type = TensorType.of(ElementType.FLOAT32, 3, channels, height, width);
        Value x = b.input("x", type);
        Value y = b.maxPool(x, window);
        Value dy = b.input("dy", y.type());
        b.output(
                "dx",
                Autodiff.gradients(b, b.mean(b.multiply(y, dy)), List.of(x)).get(0));
        Program program = new Program(List.of(), List.of(b.build()));
        assertArrayEquals(
                gradient(new ReferenceBackend(), program, odd), gradient(new OneDnnBackend(), program, odd), 1e-8);
    }

    private static double[] run(Executable executable, Feed feed) {
        Tensor dx = executable.run("graph", feed).output("dx");
        double[] values = new double[(int) dx.size()];
        dx.copyTo(values);
        return values;
    }

    /** Waits until Java has compiled the kernel that claims gradients. */
    private static void requireKernel() {
        LaneRuntime runtime = Objects.requireNonNull(LaneRuntime.instance(), "the module of vectors must be there");
        LaneChoice<LaneKernels.ClaimBody> choice = runtime.warmUp().claim(runtime.kernels());
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> {
            while (choice.isSlow(choice.now())) {
                Thread.sleep(5);
            }
        });
    }

    private static double[] gradient(Backend backend, Program program, double odd) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = backend.compile(program, new CompileOptions(allocator, 2))) {
            Feed feed = new Feed();
            program.graphs().get(0).inputs().forEach((name, value) -> {
                Philox.Stream random = Philox.stream(1, 1, name.length());
                Tensor tensor = Tensor.allocate(allocator, value.type());
                for (long i = 0; i < tensor.size(); i++) {
                    boolean replaced = name.equals("x") && odd != NONE && random.nextInt(3) == 0;
                    tensor.setDouble(i, replaced ? i % 2 == 0 ? odd : -odd : Math.rint(random.uniform(-4, 4)));
                }
                feed.put(name, tensor);
            });
            double[] values = run(executable, feed);
            if (backend instanceof OneDnnBackend) {
                requireKernel();
                assertArrayEquals(values, run(executable, feed), "by the kernel");
            }
            Nets.close(feed);
            return values;
        }
    }
}
