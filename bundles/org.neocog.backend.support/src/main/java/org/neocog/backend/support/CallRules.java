package org.neocog.backend.support;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;
import org.neocog.backend.InsufficientMemoryException;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;

/** What every {@link org.neocog.backend.Executable} requires of those who call it, and what it says where they do not keep to it. */
public final class CallRules {
    private final String backend;

    /** @param backend its name, with which messages begin */
    public CallRules(String backend) {
        this.backend = backend;
    }

    /** @throws IllegalStateException if {@code call} came to a closed executable */
    public void requireOpen(boolean open, String call) {
        if (!open) {
            throw new IllegalStateException(
                    backend + ": " + call + " needs an open executable, but it was closed. Compile the program again.");
        }
    }

    /** The parts of an executable that has none when it is closed. @throws IllegalStateException if {@code call} came to a closed one */
    public <P> P open(@Nullable P parts, String call) {
        requireOpen(parts != null, call);
        return Objects.requireNonNull(parts);
    }

    /** The graph of that name. @throws BackendException if there is none */
    public <G> G graph(Map<String, G> graphs, String name) {
        G graph = graphs.get(name);
        if (graph == null) {
            throw new BackendException(
                    backend + ": there is no graph \"" + name + "\"; graphs: " + graphs.keySet() + ".");
        }
        return graph;
    }

    /**
     * Which variable becomes what.
     *
     * @throws BackendException if a tensor is of no variable, or of another type
     * @throws IllegalStateException if a tensor is closed
     */
    public Map<Variable, Tensor> restored(Snapshot state, Iterable<Variable> variables) {
        Map<String, Variable> byName = new LinkedHashMap<>();
        variables.forEach(variable -> byName.put(variable.name(), variable));
        Map<Variable, Tensor> restored = new LinkedHashMap<>();
        state.tensors().forEach((name, tensor) -> {
            Variable variable = byName.get(name);
            if (variable == null) {
                throw new BackendException(backend + ": restore: every name must be a variable, but name=\"" + name
                        + "\"; variables: " + byName.keySet() + ".");
            }
            if (!variable.type().equals(tensor.type())) {
                throw new BackendException(backend + ": restore: variable \"" + name + "\" must be " + variable.type()
                        + ", but snapshot=" + tensor.type() + ". Take the snapshot of the same model.");
            }
            tensor.address(); // fails if it is closed
            restored.put(variable, tensor);
        });
        return restored;
    }

    /**
     * A snapshot of new tensors; if that fails, none of them is left.
     *
     * @param variables in the order of the snapshot
     * @param store writes the value of a variable into a tensor of its type
     * @throws InsufficientMemoryException if they do not fit into the allocator
     */
    public Snapshot snapshot(
            BufferAllocator allocator, Iterable<Variable> variables, BiConsumer<Variable, Tensor> store) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try {
            for (Variable variable : variables) {
                Tensor tensor = Tensor.allocate(allocator, variable.type());
                tensors.put(variable.name(), tensor);
                store.accept(variable, tensor);
            }
        } catch (OutOfMemoryException e) {
            tensors.values().forEach(Tensor::close);
            throw new InsufficientMemoryException(
                    backend + ": the snapshot must fit into the allocator: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            tensors.values().forEach(Tensor::close);
            throw e;
        }
        return new Snapshot(tensors);
    }
}
