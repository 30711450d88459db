package org.neocog.verify;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Verifies bundles by the test kits. Provided by the framework as a service; do not implement. Threading: one verification at a time. */
@ProviderType
public interface Verifier {
    /**
     * Runs all checks in processes of their own, writes {@code report.html} and {@code report.json}, and records the score of each service by the
     * bundle's SHA-256.
     *
     * @param listener told of each result, in this thread
     * @throws VerificationException if there is nothing to verify
     * @throws org.neocog.run.RunException if the report cannot be written, or processes cannot be started
     */
    VerificationReport verify(VerificationRequest request, Consumer<ItemResult> listener) throws InterruptedException;

    /**
     * Does the checks of a job in this process, which they may crash. Called in the process that {@link #verify} starts.
     *
     * @param job file that says what to do
     */
    void work(Path job);
}
