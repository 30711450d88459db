package org.neocog.run;

import java.util.function.Predicate;
import org.neocog.backend.Backend;
import org.neocog.backend.BackendException;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;

/** The reference backend, but for nodes that it does not like. */
record PickyBackend(Predicate<Node> likes) implements Backend {
    private static final ReferenceBackend REFERENCE = new ReferenceBackend();

    @Override
    public DeviceInfo device() {
        return REFERENCE.device();
    }

    @Override
    public boolean supports(Node node) {
        return node.op() instanceof SourceOp || likes.test(node);
    }

    @Override
    public Executable compile(Program program, CompileOptions options) {
        program.graphs().stream().flatMap(graph -> graph.nodes().stream()).forEach(node -> {
            if (!supports(node)) {
                throw new BackendException("picky: every node must be liked, but node=" + node + ".");
            }
        });
        return REFERENCE.compile(program, options);
    }
}
