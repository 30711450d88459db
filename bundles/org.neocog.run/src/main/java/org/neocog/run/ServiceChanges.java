package org.neocog.run;

import java.util.function.BooleanSupplier;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/** Tells waiting runs that services came or went. Threading: safe for all threads. */
final class ServiceChanges implements ServiceListener {
    /** Component runtimes hand a new service on a moment after the event; look again at least this often, in ms. */
    private static final long RECHECK_MILLIS = 500;

    private long version;

    @Override
    public void serviceChanged(ServiceEvent event) {
        wake();
    }

    /** Lets all that wait look again. */
    synchronized void wake() {
        version++;
        notifyAll();
    }

    synchronized long version() {
        return version;
    }

    /** Returns after a change since {@code seen}, when {@code stop} holds, or to look again. */
    synchronized void awaitAfter(long seen, BooleanSupplier stop) throws InterruptedException {
        if (version == seen && !stop.getAsBoolean()) {
            wait(RECHECK_MILLIS);
        }
    }
}
