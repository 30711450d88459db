package org.neocog.layer.testkit;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Program;
import org.neocog.tensor.Tensor;

/** A compiled graph without variables, as a function of arrays. Closing it fails if memory leaked. */
final class LayerRunner implements AutoCloseable {
    private static final long LIMIT_BYTES = 1L << 28;

    private final BufferAllocator allocator = NeocogAllocators.root("layer", LIMIT_BYTES);
    private final Graph graph;
    private final Executable executable;

    LayerRunner(Backend backend, GraphBuilder builder) {
        graph = builder.build();
        executable = backend.compile(new Program(List.of(), List.of(graph)), new CompileOptions(allocator, 1));
    }

    /** The value of that name, which must be there. */
    static <T> T named(Map<String, T> values, String name) {
        T value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "layer contract: no value \"" + name + "\"; values: " + values.keySet() + ".");
        }
        return value;
    }

    /** All outputs; of the values given those that the graph reads are fed. */
    Map<String, double[]> run(Map<String, double[]> values) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            Feed feed = new Feed();
            graph.inputs().keySet().forEach(name -> {
                Tensor tensor = Tensor.allocate(allocator, graph.inputType(name));
                tensors.put(name, tensor);
                tensor.copyFrom(named(values, name));
                feed.put(name, tensor);
            });
            Step step = executable.run(graph.name(), feed);
            Map<String, double[]> outputs = new HashMap<>();
            graph.outputs().keySet().forEach(name -> {
                Tensor tensor = step.output(name);
                double[] array = new double[Math.toIntExact(tensor.size())];
                tensor.copyTo(array);
                outputs.put(name, array);
            });
            return outputs;
        } finally {
            tensors.values().forEach(Tensor::close);
        }
    }

    @Override
    public void close() {
        executable.close();
        allocator.close();
    }
}
