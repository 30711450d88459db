package org.neocog.backend.testkit;

import java.util.List;
import org.neocog.graph.ShapeOp;
import org.neocog.tensor.TensorType;

/** Ops that move elements, by their javadoc: where each element goes, or where it comes from. */
final class ShapeOracle {
    private ShapeOracle() {}

    static NdArray compute(ShapeOp op, List<NdArray> operands, TensorType type) {
        NdArray x = operands.get(0);
        NdArray y = NdArray.zeros(type);
        if (op instanceof ShapeOp.Reshape) {
            for (int i = 0; i < y.size(); i++) {
                y.move(i, x, i);
            }
        } else if (op instanceof ShapeOp.Transpose transpose) {
            transpose(transpose, x, y);
        } else if (op instanceof ShapeOp.Slice slice) {
            slice(slice, x, y);
        } else if (op instanceof ShapeOp.Pad pad) {
            pad(pad, x, y);
        } else if (op instanceof ShapeOp.Concatenate concatenate) {
            concatenate(concatenate.axis(), operands, y);
        } else if (op instanceof ShapeOp.Broadcast broadcast) {
            broadcast(broadcast, x, y);
        } else if (op instanceof ShapeOp.Gather gather) {
            gather(gather.axis(), x, operands.get(1), y);
        } else if (op instanceof ShapeOp.ScatterAdd scatter) {
            scatter(scatter, x, operands.get(1), y);
        }
        return y;
    }

    private static void transpose(ShapeOp.Transpose op, NdArray x, NdArray y) {
        y.forEach(at -> {
            int[] from = new int[at.length];
            for (int i = 0; i < at.length; i++) {
                from[op.permutation().get(i)] = at[i];
            }
            y.move(y.at(at), x, x.at(from));
        });
    }

    private static void slice(ShapeOp.Slice op, NdArray x, NdArray y) {
        y.forEach(at -> {
            int[] from = new int[at.length];
            for (int i = 0; i < at.length; i++) {
                from[i] = (int) (op.starts().get(i) + at[i] * op.strides().get(i));
            }
            y.move(y.at(at), x, x.at(from));
        });
    }

    private static void pad(ShapeOp.Pad op, NdArray x, NdArray y) {
        for (int i = 0; i < y.size(); i++) {
            y.set(i, Rounding.to(y.type().element(), op.value()));
        }
        x.forEach(at -> {
            int[] to = new int[at.length];
            for (int i = 0; i < at.length; i++) {
                to[i] = (int) (op.low().get(i) + at[i] * (op.interior().get(i) + 1));
            }
            y.move(y.at(to), x, x.at(at));
        });
    }

    private static void concatenate(int axis, List<NdArray> parts, NdArray y) {
        int start = 0;
        for (NdArray part : parts) {
            int shift = start;
            part.forEach(at -> {
                int[] to = at.clone();
                to[axis] += shift;
                y.move(y.at(to), part, part.at(at));
            });
            start += part.dim(axis);
        }
    }

    private static void broadcast(ShapeOp.Broadcast op, NdArray x, NdArray y) {
        y.forEach(at -> {
            int[] from = new int[x.rank()];
            for (int i = 0; i < from.length; i++) {
                from[i] = x.dim(i) == 1 ? 0 : at[op.axes().get(i)];
            }
            y.move(y.at(at), x, x.at(from));
        });
    }

    private static void gather(int axis, NdArray x, NdArray indices, NdArray y) {
        double missing = y.type().element().isFloating() ? Double.NaN : 0;
        y.forEach(at -> {
            long chosen = indices.getLong(indices.at(middle(at, axis, indices.rank())));
            if (chosen < 0 || chosen >= x.dim(axis)) {
                y.set(y.at(at), missing);
            } else {
                y.move(y.at(at), x, x.at(replaced(at, axis, indices.rank(), (int) chosen)));
            }
        });
    }

    private static void scatter(ShapeOp.ScatterAdd op, NdArray updates, NdArray indices, NdArray y) {
        updates.forEach(at -> {
            long chosen = indices.getLong(indices.at(middle(at, op.axis(), indices.rank())));
            if (chosen >= 0 && chosen < op.size()) {
                int to = y.at(replaced(at, op.axis(), indices.rank(), (int) chosen));
                y.addTo(to, updates.get(updates.at(at)));
            }
        });
    }

    private static int[] middle(int[] at, int axis, int rank) {
        return java.util.Arrays.copyOfRange(at, axis, axis + rank);
    }

    /** The index with {@code rank} entries from {@code axis} on replaced by one. */
    private static int[] replaced(int[] at, int axis, int rank, int entry) {
        int[] result = new int[at.length - rank + 1];
        System.arraycopy(at, 0, result, 0, axis);
        result[axis] = entry;
        System.arraycopy(at, axis + rank, result, axis + 1, at.length - axis - rank);
        return result;
    }
}
