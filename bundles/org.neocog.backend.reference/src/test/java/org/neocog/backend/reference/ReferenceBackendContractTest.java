package org.neocog.backend.reference;

import org.neocog.backend.Backend;
import org.neocog.backend.testkit.BackendContract;

class ReferenceBackendContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new ReferenceBackend();
    }
}
