package org.neocog.run;

import java.util.Collection;
import java.util.function.Supplier;
import org.neocog.dataset.DatasetType;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;

/**
 * Has a bundle whose dataset leaves wait until the runs on it have come to a step boundary and closed it. Threading: safe for all threads; the one
 * that stops the bundle waits.
 */
final class DataLeases implements ServiceListener {
    /** What it listens to. */
    static final String FILTER = "(objectClass=org.neocog.dataset.DatasetType)";

    private final Supplier<Collection<LocalRun>> runs;

    /** @param runs those that go on */
    DataLeases(Supplier<Collection<LocalRun>> runs) {
        this.runs = runs;
    }

    @Override
    public void serviceChanged(ServiceEvent event) {
        if (event.getType() == ServiceEvent.UNREGISTERING) {
            leaves(String.valueOf(event.getServiceReference().getProperty(DatasetType.NAME_PROPERTY)));
        }
    }

    /** A dataset leaves; comes back when no run holds it, or the bounds are over. */
    void leaves(String dataset) {
        Collection<LocalRun> all = runs.get();
        all.forEach(run -> run.releaseData(dataset));
        all.forEach(LocalRun::awaitDataReleased);
    }
}
