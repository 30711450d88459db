package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Values worked out by hand. */
class ShapeKernelsTest {
    private static final double NAN = Double.NaN;

    private final OpRun run = new OpRun();

    @AfterEach
    void close() {
        run.close();
    }

    @Test
    void transposesThreeAxes() {
        Value x = run.in(Shape.of(2, 2, 3), OpRun.count(0, 12));
        double[][] results = run.results(List.of(
                run.b.transpose(x, List.of(2, 0, 1)),
                run.b.transpose(x, List.of(1, 0, 2)),
                run.b.transpose(x, List.of(0, 1, 2))));
        assertArrayEquals(OpRun.of(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11), results[0]);
        assertArrayEquals(OpRun.of(0, 1, 2, 6, 7, 8, 3, 4, 5, 9, 10, 11), results[1]);
        assertArrayEquals(OpRun.count(0, 12), results[2]);
    }

    @Test
    void reshapesInPlaceWithoutHarmToEitherView() {
        Value x = run.in(Shape.of(2, 3), OpRun.count(0, 6));
        Value doubled = run.b.add(x, x);
        Value flat = run.b.reshape(doubled, Shape.of(6));
        Value later = run.b.add(flat, flat);
        double[][] results = run.results(List.of(doubled, later, run.b.add(doubled, doubled)));
        assertArrayEquals(OpRun.of(0, 2, 4, 6, 8, 10), results[0]);
        assertArrayEquals(OpRun.of(0, 4, 8, 12, 16, 20), results[1]);
        assertArrayEquals(OpRun.of(0, 4, 8, 12, 16, 20), results[2]);
    }

    @Test
    void slicesWithStrides() {
        Value x = run.in(Shape.of(3, 4), OpRun.count(0, 12));
        double[][] results = run.results(List.of(
                run.b.slice(x, List.of(1L, 0L), List.of(3L, 4L), List.of(1L, 3L)),
                run.b.slice(x, List.of(3L, 0L), List.of(3L, 4L), List.of(1L, 1L))));
        assertArrayEquals(OpRun.of(4, 7, 8, 11), results[0]);
        assertArrayEquals(OpRun.of(), results[1]);
    }

    @Test
    void padsLowHighAndBetween() {
        Value x = run.in(Shape.of(2, 2), 1, 2, 3, 4);
        Value padded = run.b.pad(x, List.of(1L, 0L), List.of(0L, 1L), List.of(0L, 1L), 0.1);
        double p = 0.1f;
        assertArrayEquals(OpRun.of(p, p, p, p, 1, p, 2, p, 3, p, 4, p), run.result(padded));
    }

    @Test
    void padsWhatIsEmpty() {
        Value x = run.in(Shape.of(0));
        assertArrayEquals(OpRun.of(5, 5), run.result(run.b.pad(x, List.of(1L), List.of(1L), List.of(0L), 5)));
    }

    @Test
    void concatenatesAlongAnyAxis() {
        Value x = run.in(Shape.of(2, 1), 1, 2);
        Value y = run.in(Shape.of(2, 2), 3, 4, 5, 6);
        Value empty = run.in(Shape.of(2, 0));
        double[][] results =
                run.results(List.of(run.b.concatenate(List.of(x, empty, y), 1), run.b.concatenate(List.of(y, y), 0)));
        assertArrayEquals(OpRun.of(1, 3, 4, 2, 5, 6), results[0]);
        assertArrayEquals(OpRun.of(3, 4, 5, 6, 3, 4, 5, 6), results[1]);
    }

    @Test
    void broadcastsNewAndSingleAxes() {
        Value x = run.in(Shape.of(2), 1, 2);
        Value column = run.in(Shape.of(2, 1), 1, 2);
        double[][] results = run.results(List.of(
                run.b.perChannel(x, Shape.of(2, 2, 3)),
                run.b.broadcast(column, Shape.of(2, 3), List.of(0, 1)),
                run.b.broadcast(x, Shape.of(2, 2), List.of(1))));
        assertArrayEquals(OpRun.of(1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2), results[0]);
        assertArrayEquals(OpRun.of(1, 1, 1, 2, 2, 2), results[1]);
        assertArrayEquals(OpRun.of(1, 2, 1, 2), results[2]);
    }

    @Test
    void gathersAndMarksIndicesOutOfRange() {
        Value x = run.in(Shape.of(3, 2), OpRun.count(0, 6));
        Value whole = run.in(ElementType.INT32, Shape.of(3, 2), OpRun.count(0, 6));
        Value rows = run.in(ElementType.INT32, Shape.of(4), 2, -1, 3, 0);
        Value columns = run.in(ElementType.INT64, Shape.of(1, 1), 1);
        double[][] results = run.results(
                List.of(run.b.gather(x, rows, 0), run.b.gather(x, columns, 1), run.b.gather(whole, rows, 0)));
        assertArrayEquals(OpRun.of(4, 5, NAN, NAN, NAN, NAN, 0, 1), results[0]);
        assertArrayEquals(OpRun.of(1, 3, 5), results[1]);
        assertArrayEquals(OpRun.of(4, 5, 0, 0, 0, 0, 0, 1), results[2]);
    }

    @Test
    void scatterAddsInOrderAndIgnoresIndicesOutOfRange() {
        Value updates = run.in(Shape.of(2, 4), 1, 2, 4, 8, 16, 32, 64, 128);
        Value indices = run.in(ElementType.INT32, Shape.of(4), 1, 1, 9, 0);
        assertArrayEquals(OpRun.of(8, 3, 0, 128, 48, 0), run.result(run.b.scatterAdd(updates, indices, 1, 3)));
    }
}
