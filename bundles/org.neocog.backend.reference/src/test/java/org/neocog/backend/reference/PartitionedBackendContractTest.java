package org.neocog.backend.reference;

import org.neocog.backend.Backend;
import org.neocog.backend.support.PartitionedBackend;
import org.neocog.backend.testkit.BackendContract;
import org.neocog.graph.ElementwiseOp;

/** A backend of elementwise ops alone, completed by the reference. */
class PartitionedBackendContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new PartitionedBackend(
                new PickyBackend(node -> node.op() instanceof ElementwiseOp), new ReferenceBackend());
    }
}
