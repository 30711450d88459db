package org.neocog.run;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** The datasets that a run has open. Threading: safe for all threads. */
final class HeldData {
    private volatile @Nullable Resolution resolution;
    private volatile @Nullable CompletableFuture<Void> released;
    private volatile @Nullable Thread worker;
    private Set<Object> left = Set.of();
    private Map<String, String> fingerprints = Map.of();

    /** The run works with this. */
    void hold(Resolution opened) {
        resolution = opened;
    }

    /** The thread that will let go: it does not wait for itself. */
    void heldBy(Thread thread) {
        worker = thread;
    }

    /** Asks to let go, if a dataset of this name is open. @return whether one is */
    boolean release(String dataset) {
        Resolution now = resolution;
        boolean holds = now != null
                && now.sources().stream()
                        .anyMatch(source -> source.config().dataset().type().equals(dataset));
        if (holds && released == null) {
            released = new CompletableFuture<>();
        }
        return holds;
    }

    /** Symbolic names of the bundles of the datasets that are open. */
    Set<String> bundles() {
        Resolution now = resolution;
        Set<String> names = new TreeSet<>();
        for (Resolution.Source source : now == null ? List.<Resolution.Source>of() : now.sources()) {
            Bundle bundle = FrameworkUtil.getBundle(source.type().getClass());
            if (bundle != null) {
                names.add(String.valueOf(bundle.getSymbolicName()));
            }
        }
        return names;
    }

    /** Whether the run is to let go at the next step boundary. */
    boolean isToRelease() {
        return released != null;
    }

    /** Waits until it has. */
    void await(double seconds) {
        CompletableFuture<Void> end = released;
        if (end == null || Thread.currentThread() == worker) {
            return;
        }
        try {
            end.get((long) (seconds * 1e3), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            System.getLogger(HeldData.class.getName())
                    .log(System.Logger.Level.WARNING, "a dataset leaves while a run is still in a step with it");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("it completes without a failure", e);
        }
    }

    /** All is closed. */
    void closed(Resolution old) {
        left = new HashSet<>();
        fingerprints = new TreeMap<>();
        for (Resolution.Source source : old.sources()) {
            left.add(source.type());
            fingerprints.put(source.config().split(), source.dataset().fingerprint());
        }
        resolution = null;
    }

    /** Lets whoever waits go on. */
    void tell() {
        CompletableFuture<Void> end = released;
        released = null;
        if (end != null) {
            end.complete(null);
        }
    }

    /** @throws MissingServiceException if it is the one that leaves that was opened again */
    Resolution requireOther(Resolution found) {
        boolean same = found.sources().stream().anyMatch(source -> left.contains(source.type()));
        if (same) {
            found.close();
            throw new MissingServiceException("the dataset has left. Start or install a bundle that offers it.");
        }
        return found;
    }

    /** The splits whose data are not what they were. */
    List<String> changed(Resolution found) {
        return found.sources().stream()
                .filter(source -> !source.dataset()
                        .fingerprint()
                        .equals(fingerprints.get(source.config().split())))
                .map(source -> source.config().split())
                .toList();
    }
}
