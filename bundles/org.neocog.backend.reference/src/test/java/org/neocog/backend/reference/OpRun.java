package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Step;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** Runs ops on fed numbers: make operands by {@link #in}, ops by {@link #b}, then take the results. Closing checks that nothing leaks. */
final class OpRun implements AutoCloseable {
    final GraphBuilder b = new GraphBuilder("op");
    private final BufferAllocator allocator = NeocogAllocators.root("op", Long.MAX_VALUE);
    private final Feed feed = new Feed();
    private final List<Tensor> fed = new ArrayList<>();
    private final ElementType element;

    /** Operands are float32. */
    OpRun() {
        this(ElementType.FLOAT32);
    }

    OpRun(ElementType element) {
        this.element = element;
    }

    /** An operand of the run's element type. */
    Value in(Shape shape, double... values) {
        return in(element, shape, values);
    }

    Value in(ElementType type, Shape shape, double... values) {
        Tensor tensor = Tensor.allocate(allocator, new TensorType(type, shape));
        assertArrayEquals(new double[] {shape.size()}, new double[] {values.length});
        tensor.copyFrom(values);
        fed.add(tensor);
        String name = "in" + fed.size();
        feed.put(name, tensor);
        return b.input(name, tensor.type());
    }

    /** The elements of the values, one after the other. */
    double[][] results(List<Value> values) {
        for (int i = 0; i < values.size(); i++) {
            b.output("out" + i, values.get(i));
        }
        Program program = new Program(List.of(), List.of(b.build()));
        try (Executable executable = new ReferenceBackend().compile(program, new CompileOptions(allocator, 2))) {
            Step step = executable.run("op", feed);
            double[][] results = new double[values.size()][];
            for (int i = 0; i < results.length; i++) {
                Tensor output = step.output("out" + i);
                results[i] = new double[Math.toIntExact(output.size())];
                output.copyTo(results[i]);
            }
            return results;
        }
    }

    /** The elements of one value. */
    double[] result(Value value) {
        return results(List.of(value))[0];
    }

    @Override
    public void close() {
        fed.forEach(Tensor::close);
        allocator.close();
    }

    /** The numbers {@code from}, {@code from + 1}, ... */
    static double[] count(int from, int n) {
        double[] numbers = new double[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = from + i;
        }
        return numbers;
    }

    static double[] of(double... values) {
        return values;
    }
}
