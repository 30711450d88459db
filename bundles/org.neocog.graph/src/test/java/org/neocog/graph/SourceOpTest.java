package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.graph.SourceOp.Constant;
import org.neocog.graph.SourceOp.Input;
import org.neocog.graph.SourceOp.Read;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

class SourceOpTest extends OpFamilyTest {
    private static final Op INPUT = new Input("images", type("u8[4,1,28,28]"));
    private static final Op READ = new Read(new Variable("w", type("f32[2]"), Variable.Role.PARAMETER));
    private static final Op CONSTANT = new Constant(ConstantData.splat(type("f32[2,3]"), 1));

    @Override
    List<Sample> samples() {
        return List.of(
                sample(INPUT, "", "u8[4,1,28,28]"), sample(READ, "", "f32[2]"), sample(CONSTANT, "", "f32[2,3]"));
    }

    @Override
    List<Violation> violations() {
        return List.of(
                broken("C1", INPUT, "f32[2]", "takes no operands, but operands=1."),
                broken("C1", READ, "f32[2]", "takes no operands, but operands=1."),
                broken("C1", CONSTANT, "f32[2]", "takes no operands, but operands=1."));
    }

    @Test
    void constantsNeedAsManyValuesAsTheirShapeHasElements() {
        GraphException thrown =
                assertThrows(GraphException.class, () -> ConstantData.of(ElementType.FLOAT32, Shape.of(2, 2), 1, 2, 3));
        assertEquals(
                "constant: the number of values must be that of the shape, but values=3, shape=[2, 2]. [C1]",
                thrown.getMessage());
        assertEquals("C1", thrown.label());
    }

    @Test
    void constantsRoundToTheirElementType() {
        assertEquals((float) 0.1, ConstantData.splat(type("f32[]"), 0.1).get(0), 0.0);
        assertEquals(0.1, ConstantData.splat(type("f64[]"), 0.1).get(0), 0.0);
        assertEquals(0.10009765625, ConstantData.splat(type("bf16[]"), 0.1).get(0), 0.0);
        assertArrayEquals(
                new double[] {255, 0, 0, 2},
                ConstantData.of(ElementType.UINT8, Shape.of(4), 300, -1, Double.NaN, 2.9)
                        .toArray(),
                0.0);
    }

    @Test
    void constantsOfOneNumberAreEqualHoweverTheyAreMade() {
        ConstantData made = ConstantData.of(ElementType.FLOAT32, Shape.of(2, 2), 3, 3, 3, 3);
        assertTrue(made.isSplat());
        assertEquals(ConstantData.splat(type("f32[2,2]"), 3), made);
        assertEquals(ConstantData.splat(type("f32[2,2]"), 3).hashCode(), made.hashCode());
        assertArrayEquals(new double[] {3, 3, 3, 3}, made.toArray(), 0.0);
        assertEquals("3.0", made.toString());
    }

    @Test
    void constantsTellTheSignOfZeroAndTakeNanForItself() {
        ConstantData zero = ConstantData.splat(type("f32[]"), 0.0);
        ConstantData negative = ConstantData.splat(type("f32[]"), -0.0);
        assertNotEquals(zero, negative);
        assertTrue(zero.isSplatOf(0.0));
        assertFalse(zero.isSplatOf(-0.0));
        assertTrue(negative.isSplatOf(-0.0));
        assertEquals(
                ConstantData.splat(type("f32[]"), Double.NaN),
                ConstantData.splat(type("f32[]"), Double.longBitsToDouble(0x7ff8000000000001L)));
        assertFalse(ConstantData.of(ElementType.FLOAT32, Shape.of(2), 0.0, -0.0).isSplat());
    }

    @Test
    void constantsWithoutElementsAreEqualHoweverTheyAreMade() {
        ConstantData made = ConstantData.of(ElementType.FLOAT32, Shape.of(0, 3));
        assertEquals(ConstantData.splat(type("f32[0,3]"), 7), made);
        assertFalse(made.isSplat());
        assertEquals(0, ConstantData.splat(type("f32[0,3]"), 7).toArray().length);
        assertEquals("[]", made.toString());
    }

    @Test
    void constantsPrintAsShortAsTheirTypeAllows() {
        assertEquals("0.1", ConstantData.splat(type("f32[2]"), 0.1).toString());
        assertEquals("0.1", ConstantData.splat(type("f64[2]"), 0.1).toString());
        assertEquals("7", ConstantData.splat(type("i32[2]"), 7).toString());
        assertEquals("-0.0", ConstantData.splat(type("bf16[2]"), -0.0).toString());
    }

    @Test
    void constantsPrintTheirFirstElements() {
        assertEquals(
                "[1.0, 2.0, 3.0, 4.0]",
                ConstantData.of(ElementType.FLOAT64, Shape.of(4), 1, 2, 3, 4).toString());
        assertEquals(
                "[1.0, 2.0, 3.0, 4.0, ...]",
                ConstantData.of(ElementType.FLOAT64, Shape.of(5), 1, 2, 3, 4, 5).toString());
    }
}
