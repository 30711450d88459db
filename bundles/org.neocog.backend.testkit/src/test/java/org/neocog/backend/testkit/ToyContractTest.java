package org.neocog.backend.testkit;

import org.neocog.backend.Backend;
import org.neocog.tensor.ElementType;

/** The contract adopted by one method. */
class ToyContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return Toy.right(ElementType.FLOAT32);
    }
}
