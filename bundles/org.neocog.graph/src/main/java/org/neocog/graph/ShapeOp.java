package org.neocog.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** Ops that move elements and compute nothing. All element types. */
public sealed interface ShapeOp extends Op {

    /**
     * The same elements, row-major, in another shape.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: equal number of elements.
     * </ul>
     */
    record Reshape(Shape shape) implements ShapeOp {
        @Override
        public String name() {
            return "reshape";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            TensorType x = operands.get(0);
            GraphException.require(
                    x.size() == shape.size(),
                    name(),
                    "C2",
                    "the number of elements must stay the same",
                    "from",
                    x.shape(),
                    "to",
                    shape);
            return List.of(new TensorType(x.element(), shape));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            return Operands.list(
                    context.builder().reshape(context.grad(), context.in(0).shape()));
        }
    }

    /**
     * Dimension i of the result is dimension {@code permutation[i]} of the operand.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: a permutation of its axes.
     * </ul>
     */
    record Transpose(List<Integer> permutation) implements ShapeOp {
        public Transpose {
            permutation = List.copyOf(permutation);
        }

        @Override
        public String name() {
            return "transpose";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            Shape shape = operands.get(0).shape();
            List<Integer> sorted = new ArrayList<>(permutation);
            Collections.sort(sorted);
            boolean all = sorted.size() == shape.rank();
            for (int i = 0; all && i < sorted.size(); i++) {
                all = sorted.get(i) == i;
            }
            GraphException.require(
                    all, name(), "C2", "must permute all axes", "permutation", permutation, "shape", shape);
            long[] dims = permutation.stream().mapToLong(shape::dim).toArray();
            return List.of(new TensorType(operands.get(0).element(), Shape.of(dims)));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            Integer[] inverse = new Integer[permutation.size()];
            for (int i = 0; i < inverse.length; i++) {
                inverse[permutation.get(i)] = i;
            }
            return Operands.list(context.builder().transpose(context.grad(), List.of(inverse)));
        }
    }

    /**
     * The elements from {@code starts} (inclusive) to {@code limits} (exclusive), every {@code strides}-th.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: one start, limit and stride per axis.
     *   <li>C3: {@code 0 <= start <= limit <= size}.
     *   <li>C4: strides of at least 1.
     * </ul>
     *
     * <p>Result size: {@code ceil((limit - start) / stride)}.
     */
    record Slice(List<Long> starts, List<Long> limits, List<Long> strides) implements ShapeOp {
        public Slice {
            starts = List.copyOf(starts);
            limits = List.copyOf(limits);
            strides = List.copyOf(strides);
        }

        @Override
        public String name() {
            return "slice";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            Shape shape = operands.get(0).shape();
            int rank = shape.rank();
            GraphException.require(
                    starts.size() == rank && limits.size() == rank && strides.size() == rank,
                    name(),
                    "C2",
                    "needs one start, limit and stride per axis",
                    "slice",
                    this,
                    "shape",
                    shape);
            long[] dims = new long[rank];
            for (int i = 0; i < rank; i++) {
                long start = starts.get(i);
                long limit = limits.get(i);
                GraphException.require(
                        0 <= start && start <= limit && limit <= shape.dim(i),
                        name(),
                        "C3",
                        "bounds must lie within the operand",
                        "axis",
                        i,
                        "start",
                        start,
                        "limit",
                        limit,
                        "size",
                        shape.dim(i));
                GraphException.require(
                        strides.get(i) >= 1, name(), "C4", "strides must be at least 1", "strides", strides);
                dims[i] = (limit - start + strides.get(i) - 1) / strides.get(i);
            }
            return List.of(new TensorType(operands.get(0).element(), Shape.of(dims)));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            Shape from = context.in(0).shape();
            Shape to = context.out(0).shape();
            List<Long> high = new ArrayList<>();
            List<Long> interior = new ArrayList<>();
            for (int i = 0; i < from.rank(); i++) {
                long stride = strides.get(i);
                long covered = to.dim(i) == 0 ? 0 : (to.dim(i) - 1) * stride + 1;
                interior.add(stride - 1);
                high.add(from.dim(i) - starts.get(i) - covered);
            }
            return Operands.list(context.builder().pad(context.grad(), starts, high, interior, 0));
        }
    }

    /**
     * Puts {@code low} elements of {@code value} before, {@code high} after, and {@code interior} between the
     * elements of each axis.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: one low, high and interior per axis.
     *   <li>C3: none negative.
     * </ul>
     *
     * <p>Result size: {@code low + size + max(size - 1, 0) * interior + high}.
     */
    record Pad(List<Long> low, List<Long> high, List<Long> interior, double value) implements ShapeOp {
        public Pad {
            low = List.copyOf(low);
            high = List.copyOf(high);
            interior = List.copyOf(interior);
        }

        @Override
        public String name() {
            return "pad";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            Shape shape = operands.get(0).shape();
            int rank = shape.rank();
            GraphException.require(
                    low.size() == rank && high.size() == rank && interior.size() == rank,
                    name(),
                    "C2",
                    "needs one low, high and interior per axis",
                    "pad",
                    this,
                    "shape",
                    shape);
            long[] dims = new long[rank];
            for (int i = 0; i < rank; i++) {
                GraphException.require(
                        low.get(i) >= 0 && high.get(i) >= 0 && interior.get(i) >= 0,
                        name(),
                        "C3",
                        "padding must be at least 0",
                        "low",
                        low,
                        "high",
                        high,
                        "interior",
                        interior);
                dims[i] = low.get(i) + shape.dim(i) + Math.max(shape.dim(i) - 1, 0) * interior.get(i) + high.get(i);
            }
            return List.of(new TensorType(operands.get(0).element(), Shape.of(dims)));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            Shape shape = context.in(0).shape();
            List<Long> limits = new ArrayList<>();
            List<Long> strides = new ArrayList<>();
            for (int i = 0; i < shape.rank(); i++) {
                long stride = interior.get(i) + 1;
                strides.add(stride);
                limits.add(low.get(i) + (shape.dim(i) == 0 ? 0 : (shape.dim(i) - 1) * stride + 1));
            }
            return Operands.list(context.builder().slice(context.grad(), low, limits, strides));
        }
    }

    /**
     * The operands one after the other along an axis.
     *
     * <ul>
     *   <li>C1: at least one operand.
     *   <li>C2: one element type.
     *   <li>C3: axis within the rank.
     *   <li>C4: equal sizes on all other axes.
     * </ul>
     */
    record Concatenate(int axis) implements ShapeOp {
        @Override
        public String name() {
            return "concatenate";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            GraphException.require(!operands.isEmpty(), name(), "C1", "takes at least one operand", "operands", 0);
            Operands.sameElement(this, "C2", operands);
            Shape first = operands.get(0).shape();
            Operands.axis(this, "C3", axis, first.rank());
            long total = 0;
            for (TensorType operand : operands) {
                Shape shape = operand.shape();
                GraphException.require(
                        shape.rank() == first.rank() && shape.with(axis, 0).equals(first.with(axis, 0)),
                        name(),
                        "C4",
                        "sizes must be equal on all axes but axis " + axis,
                        "first",
                        first,
                        "other",
                        shape);
                total += shape.dim(axis);
            }
            return List.of(new TensorType(operands.get(0).element(), first.with(axis, total)));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            List<@Nullable Value> parts = new ArrayList<>();
            long start = 0;
            for (int i = 0; i < context.inputs().size(); i++) {
                long size = context.in(i).shape().dim(axis);
                parts.add(context.needs(i) ? context.builder().slice(context.grad(), axis, start, start + size) : null);
                start += size;
            }
            return parts;
        }
    }

    /**
     * Repeats the operand along new or size-1 dimensions: axis i of the operand is axis {@code axes[i]} of the
     * result.
     *
     * <ul>
     *   <li>C1: one operand.
     *   <li>C2: one entry of {@code axes} per axis of the operand, ascending, within the result's rank.
     *   <li>C3: each size is 1 or the result's.
     * </ul>
     */
    record Broadcast(Shape shape, List<Integer> axes) implements ShapeOp {
        public Broadcast {
            axes = List.copyOf(axes);
        }

        @Override
        public String name() {
            return "broadcast";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 1);
            TensorType x = operands.get(0);
            boolean ascends = axes.size() == x.shape().rank();
            for (int i = 0; ascends && i < axes.size(); i++) {
                ascends = axes.get(i) > (i == 0 ? -1 : axes.get(i - 1)) && axes.get(i) < shape.rank();
            }
            GraphException.require(
                    ascends,
                    name(),
                    "C2",
                    "axes must ascend, one per axis of the operand, within the result",
                    "axes",
                    axes,
                    "operand",
                    x,
                    "result",
                    shape);
            for (int i = 0; i < axes.size(); i++) {
                long size = x.shape().dim(i);
                GraphException.require(
                        size == 1 || size == shape.dim(axes.get(i)),
                        name(),
                        "C3",
                        "each size must be 1 or that of the result",
                        "operand",
                        x,
                        "result",
                        shape,
                        "axes",
                        axes);
            }
            return List.of(new TensorType(x.element(), shape));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            Shape from = context.in(0).shape();
            List<Integer> summed = new ArrayList<>();
            for (int axis = 0; axis < shape.rank(); axis++) {
                int source = axes.indexOf(axis);
                if (source < 0 || (from.dim(source) == 1 && shape.dim(axis) != 1)) {
                    summed.add(axis);
                }
            }
            Value sum = summed.isEmpty() ? context.grad() : context.builder().reduceSum(context.grad(), summed);
            return Operands.list(context.builder().reshape(sum, from));
        }
    }

    /**
     * Entries along one axis, chosen by an int32 or int64 tensor of any shape, which takes that axis' place in the
     * result. An index out of range gives NaN (0 in integer types), never another entry.
     *
     * <ul>
     *   <li>C1: two operands: x and indices.
     *   <li>C2: indices are int32 or int64.
     *   <li>C3: axis within the rank of x.
     * </ul>
     */
    record Gather(int axis) implements ShapeOp {
        @Override
        public String name() {
            return "gather";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 2);
            TensorType x = operands.get(0);
            requireIndices(this, operands.get(1));
            Operands.axis(this, "C3", axis, x.shape().rank());
            return List.of(new TensorType(
                    x.element(),
                    x.shape()
                            .range(0, axis)
                            .concat(operands.get(1).shape())
                            .concat(x.shape().range(axis + 1, x.shape().rank()))));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            Value x = context.in(0);
            return Operands.list(
                    x.element().isFloating()
                            ? context.builder()
                                    .scatterAdd(
                                            context.grad(),
                                            context.in(1),
                                            axis,
                                            x.shape().dim(axis))
                            : null,
                    null);
        }
    }

    /**
     * The transpose of {@link Gather}: zeros of size {@code size} along {@code axis}, to which each entry of the
     * first operand is added at its index, in index order; an index out of range adds nothing.
     *
     * <ul>
     *   <li>C1: two operands: updates and indices.
     *   <li>C2: indices are int32 or int64.
     *   <li>C3: the dimensions of updates from {@code axis} on begin with those of the indices.
     *   <li>C4: floating element type.
     *   <li>C5: size is at least 0.
     * </ul>
     */
    record ScatterAdd(int axis, long size) implements ShapeOp {
        @Override
        public String name() {
            return "scatter_add";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.count(this, operands, 2);
            TensorType updates = operands.get(0);
            Shape indices = operands.get(1).shape();
            requireIndices(this, operands.get(1));
            int rank = updates.shape().rank();
            GraphException.require(
                    axis >= 0
                            && axis + indices.rank() <= rank
                            && updates.shape()
                                    .range(axis, axis + indices.rank())
                                    .equals(indices),
                    name(),
                    "C3",
                    "the dimensions of updates from the axis on must begin with those of the indices",
                    "updates",
                    updates,
                    "indices",
                    indices,
                    "axis",
                    axis);
            Operands.floating(this, "C4", updates);
            GraphException.require(size >= 0, name(), "C5", "size must be at least 0", "size", size);
            return List.of(new TensorType(
                    updates.element(),
                    updates.shape()
                            .range(0, axis)
                            .concat(Shape.of(size))
                            .concat(updates.shape().range(axis + indices.rank(), rank))));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            Value indices = context.in(1);
            Value gathered = b.gather(context.grad(), indices, axis);
            Value zeros = b.zeros(gathered.type());
            Value atLeast = b.compare(Comparison.GREATER_OR_EQUAL, indices, b.zeros(indices.type()));
            Value below = b.compare(Comparison.LESS, indices, b.splat(indices.type(), (double) size));
            Value added = b.select(spread(b, below, gathered.shape()), gathered, zeros);
            return Operands.list(b.select(spread(b, atLeast, gathered.shape()), added, zeros), null);
        }

        /** One truth value per index, repeated for each element of its entry. */
        private Value spread(GraphBuilder b, Value mask, Shape shape) {
            List<Integer> axes = new ArrayList<>();
            for (int i = 0; i < mask.shape().rank(); i++) {
                axes.add(axis + i);
            }
            return b.broadcast(mask, shape, axes);
        }
    }

    private static void requireIndices(Op op, TensorType indices) {
        GraphException.require(
                indices.element() == ElementType.INT32 || indices.element() == ElementType.INT64,
                op.name(),
                "C2",
                "indices must be int32 or int64",
                "indices",
                indices);
    }
}
