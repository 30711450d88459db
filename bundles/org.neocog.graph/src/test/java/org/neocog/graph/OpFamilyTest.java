package org.neocog.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** What holds for every op of a family: its shape rule by samples, and each of its constraints by one case that breaks it. */
abstract class OpFamilyTest {
    private static final Map<String, ElementType> ELEMENTS = Map.of(
            "f32", ElementType.FLOAT32,
            "f64", ElementType.FLOAT64,
            "bf16", ElementType.BFLOAT16,
            "u8", ElementType.UINT8,
            "i32", ElementType.INT32,
            "i64", ElementType.INT64);

    /** An op on operands that it takes, and what it gives. */
    record Sample(Op op, List<TensorType> operands, List<TensorType> results) {}

    /** An op on operands that it refuses, under which label, with which text after the op's name. */
    record Violation(Op op, List<TensorType> operands, String label, String text) {
        String message() {
            return op.name() + ": " + text + " [" + label + "]";
        }
    }

    /** At least one per op. */
    abstract List<Sample> samples();

    /** At least one per op and label. */
    abstract List<Violation> violations();

    /** {@code "f32[2,3] i64[]"}: types, one after the other. */
    static List<TensorType> types(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(" ")).map(OpFamilyTest::type).toList();
    }

    static TensorType type(String text) {
        int open = text.indexOf('[');
        String dims = text.substring(open + 1, text.length() - 1);
        long[] sizes = dims.isEmpty()
                ? new long[0]
                : Arrays.stream(dims.split(",")).mapToLong(Long::parseLong).toArray();
        return new TensorType(ELEMENTS.get(text.substring(0, open)), Shape.of(sizes));
    }

    static Sample sample(Op op, String operands, String results) {
        return new Sample(op, types(operands), types(results));
    }

    static Violation broken(String label, Op op, String operands, String text) {
        return new Violation(op, types(operands), label, text);
    }

    @TestFactory
    Stream<DynamicTest> infersTheTypesOfTheResults() {
        return samples().stream()
                .map(sample -> DynamicTest.dynamicTest(
                        sample.op() + " " + sample.operands(),
                        () -> assertEquals(sample.results(), sample.op().infer(sample.operands()))));
    }

    @TestFactory
    Stream<DynamicTest> rejectsWhatBreaksAConstraint() {
        return violations().stream()
                .map(violation -> DynamicTest.dynamicTest(violation.message(), () -> {
                    GraphException thrown = assertThrows(
                            GraphException.class, () -> violation.op().infer(violation.operands()));
                    assertEquals(violation.message(), thrown.getMessage());
                    assertEquals(violation.label(), thrown.label());
                }));
    }
}
