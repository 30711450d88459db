package org.neocog.graph;

import java.util.List;
import org.neocog.graph.RandomOp.RandomUniform;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class RandomOpTest extends OpFamilyTest {
    private static final Op UNIFORM = new RandomUniform(ElementType.FLOAT32, Shape.of(4, 13), 7);

    @Override
    List<Sample> samples() {
        return List.of(
                sample(UNIFORM, "i64[2]", "f32[4,13]"),
                sample(new RandomUniform(ElementType.BFLOAT16, Shape.scalar(), 0), "i64[2]", "bf16[]"));
    }

    @Override
    List<Violation> violations() {
        return List.of(
                broken("C1", UNIFORM, "", "takes 1 operand, but operands=0."),
                broken("C2", UNIFORM, "i64[3]", "the state must be int64[2], but the state=int64[3]."),
                broken("C2", UNIFORM, "i32[2]", "the state must be int64[2], but the state=int32[2]."),
                broken(
                        "C3",
                        new RandomUniform(ElementType.INT32, Shape.of(2), 0),
                        "i64[2]",
                        "the element type must be floating, but operand=int32[2]."));
    }
}
