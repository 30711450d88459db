package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.wiring.FrameworkWiring;

/** What tests ask of the framework that they run in. */
final class InnerFramework {
    private static final Duration SERVICE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration REFRESH_TIMEOUT = Duration.ofSeconds(20);
    private static final long POLL_MILLIS = 20;

    private InnerFramework() {}

    static BundleContext context() {
        return FrameworkUtil.getBundle(InnerFramework.class).getBundleContext();
    }

    /** The service, as soon as it is there; held until the tests end, since a component that nobody holds is disposed of. */
    static <T> T service(Class<T> type) throws InterruptedException {
        await(
                SERVICE_TIMEOUT,
                () -> context().getServiceReference(type) != null,
                () -> type.getName() + " must be a service");
        T service = context().getService(context().getServiceReference(type));
        assertNotNull(service, () -> type.getName() + " gives an object");
        return service;
    }

    /** The installed bundle of this symbolic name. */
    static Bundle bundle(String symbolicName) {
        return Arrays.stream(context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseGet(() -> fail("bundle " + symbolicName + " is not installed"));
    }

    /** Lets go of the old classes of bundles that were updated or uninstalled. */
    static void refresh(Collection<Bundle> bundles) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        context().getBundle(0).adapt(FrameworkWiring.class).refreshBundles(bundles, event -> done.countDown());
        assertTrue(done.await(REFRESH_TIMEOUT.toSeconds(), TimeUnit.SECONDS), () -> bundles + " are refreshed");
    }

    /** Waits until something holds; {@code otherwise} tells what is there instead when it never does. */
    static void await(Duration timeout, BooleanSupplier holds, Supplier<String> otherwise) throws InterruptedException {
        long end = System.nanoTime() + timeout.toNanos();
        while (!holds.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail(otherwise.get() + " (after " + timeout + ")");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }
}
