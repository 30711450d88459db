package org.neocog.graph;

import java.util.List;
import org.neocog.graph.ShapeOp.Broadcast;
import org.neocog.graph.ShapeOp.Concatenate;
import org.neocog.graph.ShapeOp.Gather;
import org.neocog.graph.ShapeOp.Pad;
import org.neocog.graph.ShapeOp.Reshape;
import org.neocog.graph.ShapeOp.ScatterAdd;
import org.neocog.graph.ShapeOp.Slice;
import org.neocog.graph.ShapeOp.Transpose;
import org.neocog.tensor.Shape;

class ShapeOpTest extends OpFamilyTest {
    private static Op slice(long start, long limit, long stride) {
        return new Slice(List.of(start), List.of(limit), List.of(stride));
    }

    private static Op pad(long low, long high, long interior) {
        return new Pad(List.of(low), List.of(high), List.of(interior), 0);
    }

    @Override
    List<Sample> samples() {
        return List.of(
                sample(new Reshape(Shape.of(6)), "u8[2,3]", "u8[6]"),
                sample(new Reshape(Shape.scalar()), "f32[1,1]", "f32[]"),
                sample(new Reshape(Shape.of(5, 0)), "f32[0,3]", "f32[5,0]"),
                sample(new Transpose(List.of(2, 0, 1)), "f32[2,3,4]", "f32[4,2,3]"),
                sample(new Transpose(List.of()), "i64[]", "i64[]"),
                sample(slice(1, 6, 2), "f32[7]", "f32[3]"),
                sample(slice(1, 7, 2), "f32[7]", "f32[3]"),
                sample(slice(0, 7, 2), "f32[7]", "f32[4]"),
                sample(slice(3, 3, 1), "f32[7]", "f32[0]"),
                sample(slice(0, 1, 4), "f32[1]", "f32[1]"),
                sample(pad(2, 3, 0), "f32[4]", "f32[9]"),
                sample(pad(0, 0, 2), "f32[4]", "f32[10]"),
                sample(pad(1, 1, 5), "u8[0]", "u8[2]"),
                sample(new Concatenate(1), "f32[2,3] f32[2,0] f32[2,4]", "f32[2,7]"),
                sample(new Concatenate(0), "i32[3]", "i32[3]"),
                sample(new Broadcast(Shape.of(4, 2, 3), List.of(1, 2)), "f32[2,3]", "f32[4,2,3]"),
                sample(new Broadcast(Shape.of(4, 2, 3), List.of(0, 2)), "f32[1,3]", "f32[4,2,3]"),
                sample(new Broadcast(Shape.of(0, 2), List.of()), "f32[]", "f32[0,2]"),
                sample(new Gather(1), "f32[2,5,3] i32[7]", "f32[2,7,3]"),
                sample(new Gather(0), "u8[5] i64[2,2]", "u8[2,2]"),
                sample(new Gather(1), "f32[2,5] i32[]", "f32[2]"),
                sample(new ScatterAdd(1, 5), "f32[2,7,3] i32[7]", "f32[2,5,3]"),
                sample(new ScatterAdd(0, 5), "f32[2,2] i64[2,2]", "f32[5]"),
                sample(new ScatterAdd(1, 5), "f32[2] i32[]", "f32[2,5]"));
    }

    @Override
    List<Violation> violations() {
        return List.of(
                broken("C1", new Reshape(Shape.of(6)), "", "takes 1 operand, but operands=0."),
                broken(
                        "C2",
                        new Reshape(Shape.of(6)),
                        "f32[2,2]",
                        "the number of elements must stay the same, but from=[2, 2], to=[6]."),
                broken("C1", new Transpose(List.of(0)), "f32[2] f32[2]", "takes 1 operand, but operands=2."),
                broken(
                        "C2",
                        new Transpose(List.of(0, 0)),
                        "f32[2,3]",
                        "must permute all axes, but permutation=[0, 0], shape=[2, 3]."),
                broken(
                        "C2",
                        new Transpose(List.of(1, 2)),
                        "f32[2,3]",
                        "must permute all axes, but permutation=[1, 2], shape=[2, 3]."),
                broken(
                        "C2",
                        new Transpose(List.of(0)),
                        "f32[2,3]",
                        "must permute all axes, but permutation=[0], shape=[2, 3]."),
                broken("C1", slice(0, 1, 1), "", "takes 1 operand, but operands=0."),
                broken(
                        "C2",
                        slice(0, 1, 1),
                        "f32[2,2]",
                        "needs one start, limit and stride per axis, but slice=Slice[starts=[0], limits=[1], strides=[1]], shape=[2, 2]."),
                broken(
                        "C3",
                        slice(0, 8, 1),
                        "f32[7]",
                        "bounds must lie within the operand, but axis=0, start=0, limit=8, size=7."),
                broken(
                        "C3",
                        slice(-1, 3, 1),
                        "f32[7]",
                        "bounds must lie within the operand, but axis=0, start=-1, limit=3, size=7."),
                broken(
                        "C3",
                        slice(4, 3, 1),
                        "f32[7]",
                        "bounds must lie within the operand, but axis=0, start=4, limit=3, size=7."),
                broken("C4", slice(0, 3, 0), "f32[7]", "strides must be at least 1, but strides=[0]."),
                broken("C1", pad(0, 0, 0), "f32[2] f32[2]", "takes 1 operand, but operands=2."),
                broken(
                        "C2",
                        pad(1, 2, 3),
                        "f32[]",
                        "needs one low, high and interior per axis, but pad=Pad[low=[1], high=[2], interior=[3], value=0.0], shape=[]."),
                broken(
                        "C3",
                        pad(-1, 2, 0),
                        "f32[4]",
                        "padding must be at least 0, but low=[-1], high=[2], interior=[0]."),
                broken(
                        "C3",
                        pad(1, 2, -1),
                        "f32[4]",
                        "padding must be at least 0, but low=[1], high=[2], interior=[-1]."),
                broken("C1", new Concatenate(0), "", "takes at least one operand, but operands=0."),
                broken(
                        "C2",
                        new Concatenate(0),
                        "f32[2] f64[2]",
                        "the operands must have one element type, but operands=[float32[2], float64[2]]."),
                broken("C3", new Concatenate(1), "f32[2]", "the axis must be within the rank, but axis=1, rank=1."),
                broken(
                        "C4",
                        new Concatenate(1),
                        "f32[2,3] f32[3,3]",
                        "sizes must be equal on all axes but axis 1, but first=[2, 3], other=[3, 3]."),
                broken(
                        "C4",
                        new Concatenate(0),
                        "f32[2] f32[2,2]",
                        "sizes must be equal on all axes but axis 0, but first=[2], other=[2, 2]."),
                broken("C1", new Broadcast(Shape.of(2), List.of()), "", "takes 1 operand, but operands=0."),
                broken(
                        "C2",
                        new Broadcast(Shape.of(2, 3), List.of(0)),
                        "f32[2,3]",
                        "axes must ascend, one per axis of the operand, within the result, but axes=[0], operand=float32[2, 3], result=[2, 3]."),
                broken(
                        "C2",
                        new Broadcast(Shape.of(3, 2), List.of(1, 0)),
                        "f32[2,3]",
                        "axes must ascend, one per axis of the operand, within the result, but axes=[1, 0], operand=float32[2, 3], result=[3, 2]."),
                broken(
                        "C2",
                        new Broadcast(Shape.of(3), List.of(1)),
                        "f32[3]",
                        "axes must ascend, one per axis of the operand, within the result, but axes=[1], operand=float32[3], result=[3]."),
                broken(
                        "C3",
                        new Broadcast(Shape.of(4, 3), List.of(1)),
                        "f32[2]",
                        "each size must be 1 or that of the result, but operand=float32[2], result=[4, 3], axes=[1]."),
                broken("C1", new Gather(0), "f32[2]", "takes 2 operands, but operands=1."),
                broken("C2", new Gather(0), "f32[2] f32[2]", "indices must be int32 or int64, but indices=float32[2]."),
                broken("C3", new Gather(1), "f32[2] i32[2]", "the axis must be within the rank, but axis=1, rank=1."),
                broken("C1", new ScatterAdd(0, 3), "f32[2]", "takes 2 operands, but operands=1."),
                broken(
                        "C2",
                        new ScatterAdd(0, 3),
                        "f32[2] u8[2]",
                        "indices must be int32 or int64, but indices=uint8[2]."),
                broken(
                        "C3",
                        new ScatterAdd(1, 3),
                        "f32[2,4] i32[2]",
                        "the dimensions of updates from the axis on must begin with those of the indices, but updates=float32[2, 4], indices=[2], axis=1."),
                broken(
                        "C3",
                        new ScatterAdd(1, 3),
                        "f32[2] i32[2]",
                        "the dimensions of updates from the axis on must begin with those of the indices, but updates=float32[2], indices=[2], axis=1."),
                broken(
                        "C4",
                        new ScatterAdd(0, 3),
                        "i32[2] i32[2]",
                        "the element type must be floating, but operand=int32[2]."),
                broken("C5", new ScatterAdd(0, -1), "f32[2] i32[2]", "size must be at least 0, but size=-1."));
    }
}
