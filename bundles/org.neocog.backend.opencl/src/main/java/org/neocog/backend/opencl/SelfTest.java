package org.neocog.backend.opencl;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.jocl.CLException;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.support.TuningCache;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/**
 * Whether a device multiplies rounded operands rightly: a product of matrices whose numbers need rounding, halfway cases among them. The sums of
 * the rounded ones fit into float32; what is allowed for is that a device adds up in another width than that.
 */
final class SelfTest {
    /** No multiples of what tiles are made of. */
    private static final int ROWS = 75;

    private static final int TERMS = 45;
    private static final int COLUMNS = 83;

    /** Numbers between two that need no rounding are eighths of the way. */
    private static final int PARTS = 8;

    /** Of a sum, whose terms are at most 4 each. An operand that is rounded to the other side changes it by 0.0009 in tf32, and by more in bfloat16. */
    private static final double TOLERANCE = 4 * TERMS * 0x1p-20;

    /** Bits of float32 behind the point. */
    private static final int FRACTION = 23;

    private SelfTest() {}

    /**
     * Tries it.
     *
     * @param tile to compute by
     * @return null if every result is right; else what is wrong, the driver's refusal of the kernel included
     */
    static @Nullable String problem(Session session, Tile tile, Operands operands, BufferAllocator allocator) {
        GraphBuilder b = new GraphBuilder("test");
        TensorType left = TensorType.of(ElementType.FLOAT32, ROWS, TERMS);
        TensorType right = TensorType.of(ElementType.FLOAT32, TERMS, COLUMNS);
        b.output("y", b.matmul(b.input("a", left), b.input("b", right), false, false));
        Graph graph = b.build();
        Tuner tuner =
                new Tuner(session, new Tiles(List.of(tile), List.of()), operands, new TuningCache(null, ""), false);
        CompileOptions options = new CompileOptions(allocator, 1);
        try (Executable executable =
                        new OpenClExecutable(session, List.of(), List.of(graph), options, tuner, Long.MAX_VALUE);
                Tensor a = Tensor.allocate(allocator, left);
                Tensor x = Tensor.allocate(allocator, right)) {
            fill(a, operands, 11);
            fill(x, operands, 7);
            Tensor y =
                    executable.run("test", new Feed().put("a", a).put("b", x)).output("y");
            return difference(a, x, y, operands);
        } catch (CLException | BackendException e) {
            return e.getMessage();
        }
    }

    /** Numbers of 1 to 2 and -2 to -1. */
    private static void fill(Tensor tensor, Operands operands, int factor) {
        int parts = PARTS << (FRACTION - operands.dropped);
        for (long i = 0; i < tensor.size(); i++) {
            double size = 1 + i * factor % parts / (double) parts;
            tensor.setDouble(i, i % 3 == 0 ? -size : size);
        }
    }

    private static @Nullable String difference(Tensor a, Tensor x, Tensor y, Operands operands) {
        for (int row = 0; row < ROWS; row++) {
            for (int column = 0; column < COLUMNS; column++) {
                double want = 0;
                for (int k = 0; k < TERMS; k++) {
                    want += (double) operands.round((float) a.getDouble((long) row * TERMS + k))
                            * operands.round((float) x.getDouble((long) k * COLUMNS + column));
                }
                double got = y.getDouble((long) row * COLUMNS + column);
                if (!(Math.abs(got - want) <= TOLERANCE)) {
                    return "a product of matrices has " + got + " at row=" + row + ", column=" + column
                            + ", where it must be " + want;
                }
            }
        }
        return null;
    }
}
