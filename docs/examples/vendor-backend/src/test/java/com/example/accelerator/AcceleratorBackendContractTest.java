package com.example.accelerator;

import org.neocog.backend.Backend;
import org.neocog.backend.testkit.BackendContract;

/** All that a backend promises; {@code neocog verify} runs the same on the built bundle. */
class AcceleratorBackendContractTest extends BackendContract {
    @Override
    protected Backend backend() {
        return new AcceleratorBackend();
    }
}
