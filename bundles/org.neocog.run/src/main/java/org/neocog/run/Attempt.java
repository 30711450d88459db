package org.neocog.run;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One go at a training, in a thread of its own that is watched: if a backend does not come back from a call, the thread is left behind with all
 * that it holds, and ends when it comes back.
 */
final class Attempt<T> {
    private final CompletableFuture<T> result = new CompletableFuture<>();
    private final Calls calls;

    /** Starts it. @param body owns all that it needs, but what is told through {@code calls} */
    Attempt(String name, Callable<T> body, Calls calls) {
        this.calls = calls;
        Thread thread = new Thread(() -> run(body), name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(Callable<T> body) {
        try {
            result.complete(body.call());
        } catch (AbandonedCall e) {
            System.getLogger(Attempt.class.getName()).log(System.Logger.Level.INFO, e.getMessage());
        } catch (Throwable e) { // whoever waits gets it
            result.completeExceptionally(e);
        }
    }

    /**
     * Waits for the end.
     *
     * @throws ProviderFailure if a backend threw, or does not come back
     */
    T await() throws Exception {
        while (true) {
            try {
                return result.get(calls.pollMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (calls.abandonIfOver()) {
                    throw hung();
                }
            } catch (ExecutionException e) {
                Throwable cause = e.getCause();
                if (cause instanceof Exception exception) {
                    throw exception;
                }
                if (cause instanceof Error error) {
                    throw error;
                }
                throw e;
            }
        }
    }

    private ProviderFailure hung() {
        QuarantineReport report = new QuarantineReport(
                calls.called().name(),
                QuarantineReport.Kind.HUNG,
                "must come back from " + calls.call() + " within " + calls.allowedSeconds()
                        + " s, but does not. Raise swap.timeout if the backend is but slow",
                null);
        return new ProviderFailure(calls.called(), report, new RunException(report.toString() + "."));
    }
}
