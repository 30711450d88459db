package org.neocog.backend.support;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.tensor.Tensor;

/**
 * A backend that computes node by node: a subclass gives a kernel for each node that it can compute, and the rest of the contract is done here (variables,
 * feeds, snapshots, refusals, memory). For a vendor's first ops: the framework computes the others on another backend. What is to be fast compiles
 * whole graphs instead, and implements {@link Backend} itself.
 *
 * <p>Each value of a graph is a tensor of its own, in row-major order, in memory of the options' allocator. Threading: kernels of different executables
 * run at once.
 */
public abstract class KernelBackend implements Backend {
    private final String name;

    /** Computes one node. */
    @FunctionalInterface
    public interface Kernel {
        /**
         * Computes all results.
         *
         * @param operands of the node, in its order; not to be changed
         * @param results of the node, in its order; hold what the last step left
         */
        void run(List<Tensor> operands, List<Tensor> results);
    }

    /** @param name as configs have it, for messages */
    protected KernelBackend(String name) {
        this.name = name;
    }

    /** What computes the node; null if this backend does not, judged by op, types and shapes. Called once per node that is compiled, and by supports. */
    protected abstract @Nullable Kernel kernel(Node node);

    @Override
    public final boolean supports(Node node) {
        return node.op() instanceof SourceOp || kernel(node) != null;
    }

    @Override
    public final Executable compile(Program program, CompileOptions options) {
        options.requireActivations(name, activations());
        for (Graph graph : program.graphs()) {
            graph.nodes().forEach(node -> requireSupported(graph, node));
        }
        return new KernelExecutable(name, this::kernel, program, options);
    }

    private void requireSupported(Graph graph, Node node) {
        if (!supports(node)) {
            throw new BackendException(name + ": graph \"" + graph.name() + "\": "
                    + node.op().name() + " (scope \"" + node.scope() + "\") must be supported, but operands="
                    + node.inputs().stream().map(Value::type).toList() + ", results="
                    + node.outputs().stream().map(Value::type).toList()
                    + " are not. Use another backend, or this one with a fallback.");
        }
    }
}
