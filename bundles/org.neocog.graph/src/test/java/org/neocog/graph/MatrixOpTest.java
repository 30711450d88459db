package org.neocog.graph;

import java.util.List;
import org.neocog.graph.MatrixOp.Matmul;

class MatrixOpTest extends OpFamilyTest {
    private static final Op PLAIN = new Matmul(false, false);

    @Override
    List<Sample> samples() {
        return List.of(
                sample(PLAIN, "f32[2,3] f32[3,5]", "f32[2,5]"),
                sample(new Matmul(true, false), "f32[3,2] f32[3,5]", "f32[2,5]"),
                sample(new Matmul(false, true), "f32[2,3] f32[5,3]", "f32[2,5]"),
                sample(new Matmul(true, true), "f32[3,2] f32[5,3]", "f32[2,5]"),
                sample(PLAIN, "f64[7,6,1,13] f64[7,6,13,1]", "f64[7,6,1,1]"),
                sample(PLAIN, "bf16[2,0] bf16[0,4]", "bf16[2,4]"),
                sample(PLAIN, "f32[0,3] f32[3,4098]", "f32[0,4098]"));
    }

    @Override
    List<Violation> violations() {
        return List.of(
                broken("C1", PLAIN, "f32[2,3]", "takes 2 operands, but operands=1."),
                broken("C2", PLAIN, "i32[2,3] i32[3,2]", "the element type must be floating, but operand=int32[2, 3]."),
                broken(
                        "C2",
                        PLAIN,
                        "f32[2,3] f64[3,2]",
                        "the operands must have one element type, but operands=[float32[2, 3], float64[3, 2]]."),
                broken(
                        "C3",
                        PLAIN,
                        "f32[3] f32[3]",
                        "the operands must have equal ranks of at least 2, but a=float32[3], b=float32[3]."),
                broken(
                        "C3",
                        PLAIN,
                        "f32[2,2,3] f32[3,2]",
                        "the operands must have equal ranks of at least 2, but a=float32[2, 2, 3], b=float32[3, 2]."),
                broken(
                        "C4",
                        PLAIN,
                        "f32[2,2,3] f32[1,3,2]",
                        "the leading dimensions must be equal, but a=float32[2, 2, 3], b=float32[1, 3, 2]."),
                broken(
                        "C5",
                        PLAIN,
                        "f32[2,3] f32[2,3]",
                        "the inner sizes must agree, but a=float32[2, 3], transposeA=false, b=float32[2, 3], transposeB=false."),
                broken(
                        "C5",
                        new Matmul(true, true),
                        "f32[2,3] f32[3,5]",
                        "the inner sizes must agree, but a=float32[2, 3], transposeA=true, b=float32[3, 5], transposeB=true."));
    }
}
