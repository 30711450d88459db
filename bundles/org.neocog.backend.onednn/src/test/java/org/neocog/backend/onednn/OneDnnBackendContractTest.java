package org.neocog.backend.onednn;

import org.neocog.backend.Backend;
import org.neocog.backend.testkit.BackendContract;

class OneDnnBackendContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new OneDnnBackend();
    }

    /** The library sums in another order with another number of threads. */
    @Override
    protected boolean threadCountChangesNothing() {
        return false;
    }
}
