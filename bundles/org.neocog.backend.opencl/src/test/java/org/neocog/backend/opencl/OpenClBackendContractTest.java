package org.neocog.backend.opencl;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assertions;
import org.neocog.backend.Backend;
import org.neocog.backend.testkit.BackendContract;

class OpenClBackendContractTest extends BackendContract {
    private static OpenClBackend backend;

    @Override
    protected Backend backend() {
        backend = new OpenClBackend(TestDevice.device());
        return backend;
    }

    @AfterAll
    static void nothingIsLeftOpen() {
        if (backend != null) {
            backend.close();
            Assertions.assertEquals(
                    "buffers=0, kernels=0, programs=0, queues=0, contexts=0, events=0",
                    backend.counts().toString());
        }
    }
}
