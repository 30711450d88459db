package org.neocog.backend.testkit;

import static org.neocog.backend.testkit.CaseList.ints;
import static org.neocog.backend.testkit.CaseList.type;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.neocog.graph.ShapeOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Ops that move elements, in every element type. */
final class ShapeCases {
    private ShapeCases() {}

    static void addTo(CaseList list, ElementType element) {
        reshape(list, element);
        transpose(list, element);
        slice(list, element);
        pad(list, element);
        concatenate(list, element);
        broadcast(list, element);
        gather(list, element);
        if (element.isFloating()) {
            scatter(list, element);
        }
    }

    private static void reshape(CaseList list, ElementType element) {
        list.op("shapes", new ShapeOp.Reshape(Shape.of(6, 5)), Operand.any(element, 2, 3, 5));
        list.op("shapes", new ShapeOp.Reshape(Shape.scalar()), Operand.any(element, 1, 1));
        list.op("shapes", new ShapeOp.Reshape(Shape.of(1, 1, 1)), Operand.any(element));
        list.op("shapes", new ShapeOp.Reshape(Shape.of(0, 7)), Operand.any(element, 3, 0, 2));
        list.op("shapes", new ShapeOp.Reshape(Shape.of(13 * 17)), Operand.any(element, 13, 17));
    }

    private static void transpose(CaseList list, ElementType element) {
        for (List<Integer> order : permutations(3)) {
            list.op("shapes", new ShapeOp.Transpose(order), Operand.any(element, 2, 5, 17));
        }
        list.op("shapes", new ShapeOp.Transpose(ints()), Operand.any(element));
        list.op("shapes", new ShapeOp.Transpose(ints(0)), Operand.any(element, 13));
        list.op("shapes", new ShapeOp.Transpose(ints(1, 0)), Operand.any(element, 31, 6));
        list.op("shapes", new ShapeOp.Transpose(ints(1, 0)), Operand.any(element, 0, 6));
        list.op("shapes", new ShapeOp.Transpose(ints(0, 2, 3, 1)), Operand.any(element, 2, 3, 5, 6));
        list.op("shapes", new ShapeOp.Transpose(ints(4, 2, 0, 3, 1)), Operand.any(element, 2, 3, 1, 5, 2));
    }

    private static List<List<Integer>> permutations(int rank) {
        if (rank == 0) {
            return List.of(List.of());
        }
        List<List<Integer>> all = new ArrayList<>();
        for (List<Integer> shorter : permutations(rank - 1)) {
            for (int i = 0; i < rank; i++) {
                List<Integer> longer = new ArrayList<>(shorter);
                longer.add(i, rank - 1);
                all.add(longer);
            }
        }
        return all;
    }

    private static ShapeOp.Slice slice(List<Long> starts, List<Long> limits, List<Long> strides) {
        return new ShapeOp.Slice(starts, limits, strides);
    }

    private static void slice(CaseList list, ElementType element) {
        list.op("shapes", slice(List.of(0L), List.of(13L), List.of(1L)), Operand.any(element, 13));
        list.op("shapes", slice(List.of(3L), List.of(12L), List.of(4L)), Operand.any(element, 13));
        list.op("shapes", slice(List.of(12L), List.of(13L), List.of(5L)), Operand.any(element, 13));
        list.op("shapes", slice(List.of(4L), List.of(4L), List.of(1L)), Operand.any(element, 13));
        list.op("shapes", slice(List.of(1L, 2L), List.of(5L, 17L), List.of(2L, 3L)), Operand.any(element, 6, 17));
        list.op("shapes", slice(List.of(0L, 0L), List.of(0L, 6L), List.of(1L, 2L)), Operand.any(element, 0, 6));
        list.op(
                "shapes",
                slice(List.of(1L, 0L, 2L, 1L), List.of(2L, 3L, 5L, 6L), List.of(1L, 2L, 1L, 3L)),
                Operand.any(element, 2, 3, 5, 6));
        list.op("shapes", slice(List.of(), List.of(), List.of()), Operand.any(element));
    }

    private static void pad(CaseList list, ElementType element) {
        double value = element.isFloating() ? -1.25 : 3;
        list.op("shapes", new ShapeOp.Pad(List.of(), List.of(), List.of(), value), Operand.any(element));
        list.op("shapes", new ShapeOp.Pad(List.of(2L), List.of(3L), List.of(0L), value), Operand.any(element, 5));
        list.op("shapes", new ShapeOp.Pad(List.of(0L), List.of(1L), List.of(2L), value), Operand.any(element, 6));
        list.op("shapes", new ShapeOp.Pad(List.of(1L), List.of(1L), List.of(4L), value), Operand.any(element, 1));
        list.op("shapes", new ShapeOp.Pad(List.of(1L), List.of(2L), List.of(4L), value), Operand.any(element, 0));
        list.op(
                "shapes",
                new ShapeOp.Pad(List.of(1L, 0L, 2L), List.of(0L, 3L, 1L), List.of(1L, 0L, 2L), value),
                Operand.any(element, 3, 1, 5));
        list.op(
                "shapes",
                new ShapeOp.Pad(List.of(0L, 0L, 2L, 2L), List.of(0L, 0L, 2L, 2L), zeros(4), 0),
                Operand.any(element, 2, 3, 5, 6));
        list.op(
                "shapes",
                "rounded value",
                new ShapeOp.Pad(List.of(1L), List.of(1L), List.of(1L), 0.1),
                Operand.any(element, 3));
        if (element.isFloating()) {
            for (double edge : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, -0.0}) {
                list.op(
                        "shapes",
                        new ShapeOp.Pad(List.of(1L), List.of(1L), List.of(1L), edge),
                        Operand.any(element, 3));
            }
        }
    }

    private static List<Long> zeros(int count) {
        return Collections.nCopies(count, 0L);
    }

    private static void concatenate(CaseList list, ElementType element) {
        for (int axis = 0; axis < 3; axis++) {
            Operand[] parts = new Operand[4];
            for (int i = 0; i < 4; i++) {
                long[] dims = {2, 3, 5};
                dims[axis] = new long[] {1, 0, 13, 2}[i];
                parts[i] = Operand.any(element, dims);
            }
            list.op("shapes", new ShapeOp.Concatenate(axis), parts);
        }
        list.op("shapes", new ShapeOp.Concatenate(0), Operand.any(element, 17));
        list.op("shapes", new ShapeOp.Concatenate(1), Operand.any(element, 0, 2), Operand.any(element, 0, 3));
    }

    private static void broadcast(CaseList list, ElementType element) {
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(3, 5), ints()), Operand.any(element));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(3, 5), ints(0)), Operand.any(element, 3));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(3, 5), ints(1)), Operand.any(element, 5));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(3, 3), ints(1)), Operand.any(element, 3));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(3, 5), ints(0, 1)), Operand.any(element, 3, 1));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(3, 5), ints(0, 1)), Operand.any(element, 1, 5));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(2, 17, 3, 5), ints(1)), Operand.any(element, 17));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(2, 3, 5, 6), ints(0, 2)), Operand.any(element, 2, 5));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(2, 3, 5, 6), ints(1, 3)), Operand.any(element, 1, 6));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(0, 5), ints(0, 1)), Operand.any(element, 1, 5));
        list.op("shapes", new ShapeOp.Broadcast(Shape.of(1, 1), ints(1)), Operand.any(element, 1));
    }

    private static void gather(CaseList list, ElementType element) {
        for (ElementType index : List.of(ElementType.INT32, ElementType.INT64)) {
            for (int axis = 0; axis < 3; axis++) {
                list.op(
                        "shapes",
                        new ShapeOp.Gather(axis),
                        Operand.any(element, 3, 5, 6),
                        Operand.whole(-2, 7, index, 4));
            }
            list.op("shapes", new ShapeOp.Gather(0), Operand.any(element, 13), Operand.whole(0, 12, index));
            list.op("shapes", new ShapeOp.Gather(0), Operand.any(element, 13), Operand.whole(-1, 13, index, 2, 3));
            list.op("shapes", new ShapeOp.Gather(1), Operand.any(element, 2, 5, 3), Operand.whole(0, 4, index, 2, 2));
            list.op("shapes", new ShapeOp.Gather(0), Operand.any(element, 5), Operand.whole(0, 4, index, 0));
            list.op(
                    "shapes",
                    "of nothing",
                    new ShapeOp.Gather(0),
                    Operand.any(element, 0, 2),
                    Operand.whole(0, 1, index, 3));
        }
        Operand far = Operand.of(type(ElementType.INT64, 5), 0, 0x1p32, 0x1p32 + 1, -0x1p32, 2);
        list.op("shapes", "indices beyond 32 bits", new ShapeOp.Gather(0), Operand.any(element, 5), far);
    }

    private static void scatter(CaseList list, ElementType element) {
        for (ElementType index : List.of(ElementType.INT32, ElementType.INT64)) {
            list.op(
                    "shapes",
                    new ShapeOp.ScatterAdd(0, 6),
                    Operand.uniform(element, 13, 3),
                    Operand.whole(-2, 8, index, 13));
            list.op(
                    "shapes",
                    new ShapeOp.ScatterAdd(1, 5),
                    Operand.uniform(element, 2, 17, 3),
                    Operand.whole(0, 4, index, 17));
            list.op(
                    "shapes",
                    new ShapeOp.ScatterAdd(2, 1),
                    Operand.uniform(element, 2, 3, 5),
                    Operand.whole(-1, 1, index, 5));
            list.op(
                    "shapes",
                    new ShapeOp.ScatterAdd(0, 3),
                    Operand.uniform(element, 2, 3, 2),
                    Operand.whole(0, 2, index, 2, 3));
            list.op("shapes", new ShapeOp.ScatterAdd(0, 4), Operand.uniform(element, 3), Operand.whole(1, 1, index));
            list.op(
                    "shapes",
                    new ShapeOp.ScatterAdd(0, 4),
                    Operand.uniform(element, 0, 3),
                    Operand.whole(0, 3, index, 0));
        }
        Operand far = Operand.of(type(ElementType.INT64, 4), 0, 0x1p32, -0x1p32, 2);
        list.op("shapes", "indices beyond 32 bits", new ShapeOp.ScatterAdd(0, 3), Operand.uniform(element, 4), far);
    }
}
