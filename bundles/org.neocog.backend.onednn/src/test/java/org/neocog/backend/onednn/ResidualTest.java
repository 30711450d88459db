package org.neocog.backend.onednn;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.BiConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.onednn.MadeUpRun.Odd;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** A convolution adds to what lies where its result is to be only if nobody reads that any more. */
class ResidualTest {
    private static final int CHANNELS = 32;
    private static final Shape SHAPE = Shape.of(2, CHANNELS, 9, 7);

    private static final Variable FIRST = filter("first");
    private static final Variable SECOND = filter("second");
    private static final Variable THIRD = filter("third");

    private static Variable filter(String name) {
        return new Variable(name, TensorType.of(ElementType.FLOAT32, CHANNELS, CHANNELS, 1, 1), Role.PARAMETER);
    }

    private static Value convolution(GraphBuilder b, Value x, Variable filter) {
        return b.convolution(x, b.read(filter), ConvolutionGeometry.unit(2));
    }

    /** {@code v = w1 x; y = relu(w3 relu(w2 v) + v)}, and what else reads {@code v}, after {@code y} if it is an op. */
    private static Program block(BiConsumer<GraphBuilder, Value> more) {
        GraphBuilder b = new GraphBuilder("graph");
        Value v = convolution(b, b.input("x", new TensorType(ElementType.FLOAT32, SHAPE)), FIRST);
        Value u = b.unary(UnaryFunction.RELU, convolution(b, v, SECOND));
        Value y = b.unary(UnaryFunction.RELU, b.add(convolution(b, u, THIRD), v));
        b.output("y", y);
        more.accept(b, v);
        return new Program(List.of(FIRST, SECOND, THIRD), List.of(b.build()));
    }

    private static void requireReference(Program program) {
        MadeUpRun want = MadeUpRun.of(new ReferenceBackend(), program, 2, Odd.NONE);
        MadeUpRun.of(new OneDnnBackend(), program, 2, Odd.NONE).requireNear(want, 2e-6);
    }

    private static long intermediateBytes(Program program) {
        try (BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE);
                Executable executable = new OneDnnBackend().compile(program, new CompileOptions(allocator, 2))) {
            return executable.memory().intermediates();
        }
    }

    @Test
    void theResultTakesThePlaceOfWhatIsAdded() {
        Program program = block((b, v) -> {});
        requireReference(program);
        long kept = intermediateBytes(block((b, v) -> b.output("v", v)));
        assertTrue(kept - intermediateBytes(program) >= SHAPE.size() * 4, "a block must do with one activation less");
    }

    @Test
    void outputsAreNotOverwritten() {
        requireReference(block((b, v) -> b.output("v", v)));
    }

    @Test
    void whatALaterOpReadsIsNotOverwritten() {
        requireReference(block((b, v) ->
                b.output("later", b.maxPool(v, PoolingWindow.of(List.of(2, 2), List.of(1, 1))))));
    }

    @Test
    void whatLiesInTheSamePlaceByAnotherShapeIsNotOverwritten() {
        requireReference(block((b, v) -> {
            Value rows = b.reshape(v, Shape.of(2, CHANNELS, 63));
            b.output("later", b.reduceSum(rows, List.of(2)));
        }));
    }

    @Test
    void whatTheConvolutionItselfReadsIsNotOverwritten() {
        Variable wide =
                new Variable("wide", TensorType.of(ElementType.FLOAT32, CHANNELS, CHANNELS, 5, 5), Role.PARAMETER);
        GraphBuilder b = new GraphBuilder("graph");
        Value v = convolution(b, b.input("x", new TensorType(ElementType.FLOAT32, SHAPE)), FIRST);
        ConvolutionGeometry padded = ConvolutionGeometry.unit(2).withPadding(List.of(2, 2), List.of(2, 2));
        b.output("y", b.unary(UnaryFunction.RELU, b.add(b.convolution(v, b.read(wide), padded), v)));
        requireReference(new Program(List.of(FIRST, wide), List.of(b.build())));
    }

    @Test
    void aProductOfTheResultAndWhatIsAddedReadsBoth() {
        GraphBuilder b = new GraphBuilder("graph");
        Value v = convolution(b, b.input("x", new TensorType(ElementType.FLOAT32, SHAPE)), FIRST);
        Value u = b.unary(UnaryFunction.RELU, convolution(b, v, SECOND));
        Value y = b.unary(UnaryFunction.RELU, b.add(convolution(b, u, THIRD), v));
        b.output("y", b.multiply(v, y));
        requireReference(new Program(List.of(FIRST, SECOND, THIRD), List.of(b.build())));
    }
}
