package org.neocog.run;

import java.util.ArrayDeque;
import java.util.Deque;

/** Things that are closed together, the last one first. Threading: one thread. */
final class Owned implements AutoCloseable {
    private final Deque<AutoCloseable> all = new ArrayDeque<>();

    /** Takes over {@code resource}. */
    <T extends AutoCloseable> T add(T resource) {
        all.push(resource);
        return resource;
    }

    /** Closes everything, whatever fails on the way. @throws IllegalStateException with all that failed */
    @Override
    public void close() {
        IllegalStateException failure = null;
        while (!all.isEmpty()) {
            AutoCloseable resource = all.pop();
            try {
                resource.close();
            } catch (Exception e) {
                failure = failure != null
                        ? failure
                        : new IllegalStateException("close: " + resource + " failed: " + e, e);
                if (failure.getCause() != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
