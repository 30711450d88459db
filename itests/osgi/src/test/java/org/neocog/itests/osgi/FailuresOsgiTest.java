package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;

/** What fails inside the framework fails the build. Runs outside: it is a build of its own that must fail. */
class FailuresOsgiTest {
    /** Each fails in its own way; not found by the build, since its name does not end in OsgiTest. */
    @InDistribution
    static class Failing {
        @BeforeEach
        void failsBeforehand(org.junit.jupiter.api.TestInfo test) {
            assertTrue(!test.getDisplayName().startsWith("neverRuns"), "not prepared");
        }

        @Test
        void assertsWhatDoesNotHold() {
            assertEquals(
                    "outside",
                    InnerFramework.context().getBundle().getSymbolicName().substring(0, 14));
        }

        @Test
        void throwsWhatABundleDefines() {
            throw new ConfigException(Location.NONE, "thrown inside");
        }

        @Test
        void neverRuns() {}

        @Test
        void isAborted() {
            Assumptions.assumeTrue(false, "not today");
        }
    }

    @Test
    void failureInsideFailsOutside() {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(Failing.class))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);

        Map<String, String> failures = new TreeMap<>();
        for (TestExecutionSummary.Failure failure : listener.getSummary().getFailures()) {
            failures.put(failure.getTestIdentifier().getDisplayName(), String.valueOf(failure.getException()));
        }
        assertEquals(
                List.of("assertsWhatDoesNotHold()", "isAborted()", "neverRuns()", "throwsWhatABundleDefines()"),
                List.copyOf(failures.keySet()));
        assertContains(
                "expected: <outside> but was: <" + InnerBridge.PROBE + ">", failures, "assertsWhatDoesNotHold()");
        assertContains("aborted=1", failures, "isAborted()");
        assertContains("not prepared", failures, "neverRuns()");
        assertContains("thrown inside", failures, "throwsWhatABundleDefines()");
    }

    private static void assertContains(String expected, Map<String, String> failures, String test) {
        assertTrue(failures.get(test).contains(expected), () -> test + " failed with " + failures.get(test));
    }
}
