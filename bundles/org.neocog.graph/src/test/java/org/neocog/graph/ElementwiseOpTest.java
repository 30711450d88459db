package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import org.neocog.graph.ElementwiseOp.Binary;
import org.neocog.graph.ElementwiseOp.Cast;
import org.neocog.graph.ElementwiseOp.Compare;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.ElementwiseOp.Select;
import org.neocog.graph.ElementwiseOp.Unary;
import org.neocog.tensor.ElementType;

class ElementwiseOpTest extends OpFamilyTest {
    @Override
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(List.of(
                sample(new Compare(Comparison.LESS), "i64[2,3] i64[2,3]", "u8[2,3]"),
                sample(new Compare(Comparison.EQUAL), "f32[] f32[]", "u8[]"),
                sample(new Select(), "u8[4] f64[4] f64[4]", "f64[4]"),
                sample(new Select(), "u8[0,2] i32[0,2] i32[0,2]", "i32[0,2]"),
                sample(new Cast(ElementType.BFLOAT16), "f32[3]", "bf16[3]"),
                sample(new Cast(ElementType.INT32), "f64[]", "i32[]")));
        for (UnaryFunction function : UnaryFunction.values()) {
            samples.add(sample(new Unary(function), "f32[13,1]", "f32[13,1]"));
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            samples.add(sample(new Binary(function), "bf16[2,0] bf16[2,0]", "bf16[2,0]"));
        }
        return samples;
    }

    @Override
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>(List.of(
                broken("C1", new Compare(Comparison.LESS), "f32[2]", "takes 2 operands, but operands=1."),
                broken(
                        "C2",
                        new Compare(Comparison.LESS),
                        "f32[2] f64[2]",
                        "the operands must have equal types, but first=float32[2], second=float64[2]."),
                broken("C1", new Select(), "u8[2] f32[2]", "takes 3 operands, but operands=2."),
                broken("C2", new Select(), "i32[2] f32[2] f32[2]", "the mask must be uint8, but mask=int32[2]."),
                broken(
                        "C3",
                        new Select(),
                        "u8[2] f32[2] f32[3]",
                        "the operands must have equal types, but first=float32[2], second=float32[3]."),
                broken(
                        "C4",
                        new Select(),
                        "u8[1] f32[2] f32[2]",
                        "the mask must have the shape of the choices, but mask=uint8[1], choice=float32[2]."),
                broken("C1", new Cast(ElementType.INT32), "", "takes 1 operand, but operands=0.")));
        for (UnaryFunction function : UnaryFunction.values()) {
            Op op = new Unary(function);
            violations.add(broken("C1", op, "f32[2] f32[2]", "takes 1 operand, but operands=2."));
            violations.add(broken("C2", op, "i32[2]", "the element type must be floating, but operand=int32[2]."));
        }
        for (BinaryFunction function : BinaryFunction.values()) {
            Op op = new Binary(function);
            violations.add(broken("C1", op, "f32[2]", "takes 2 operands, but operands=1."));
            violations.add(broken("C2", op, "u8[2] u8[2]", "the element type must be floating, but operand=uint8[2]."));
            violations.add(broken(
                    "C3",
                    op,
                    "f32[2] f32[1]",
                    "the operands must have equal types, but first=float32[2], second=float32[1]."));
        }
        return violations;
    }
}
