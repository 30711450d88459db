package org.neocog.run;

import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Snapshot;
import org.neocog.experiment.TransferSection;
import org.neocog.experiment.WeightsSection;

/** The variables before the first step. */
final class FirstState {
    private FirstState() {}

    /** What training starts with: initial values, or those of the file that the config names. */
    static Snapshot of(Resolution resolution, BufferAllocator allocator) {
        Snapshot state = resolution.initialState().create(allocator);
        boolean done = false;
        try {
            WeightsSection weights = resolution.settings().weights();
            weights.file()
                    .ifPresent(
                            file -> Weights.into(state, file, weights, name -> false, resolution.program(), allocator));
            TransferSection transfer = resolution.settings().transfer();
            transfer.weights()
                    .ifPresent(file -> Weights.into(
                            state, file, weights, resolution::isOfNewHead, resolution.program(), allocator));
            MovingAverages.start(state);
            done = true;
            return state;
        } finally {
            if (!done) {
                state.close();
            }
        }
    }
}
