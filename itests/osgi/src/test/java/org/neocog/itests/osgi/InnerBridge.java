package org.neocog.itests.osgi;

import java.util.List;
import org.junit.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Runs inside the framework: a JUnit 4 test, since Pax Exam calls no other, that runs one Jupiter test with a Jupiter of its own. */
public class InnerBridge {
    /** System property: the Jupiter test to run, as a unique id. */
    static final String TEST = "org.neocog.itests.osgi.test";

    /** Pax Exam names the bundle of the tests so, followed by a random id. */
    static final String PROBE = "PAXEXAM-PROBE-";

    @Test
    public void run() throws Throwable {
        requireProbe();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(InnerBridge.class.getClassLoader());
        try {
            run(System.getProperty(TEST));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static void requireProbe() {
        Bundle bundle = FrameworkUtil.getBundle(InnerBridge.class);
        if (bundle == null || !bundle.getSymbolicName().startsWith(PROBE)) {
            throw new IllegalStateException("tests must run in a bundle " + PROBE + "*, but bundle=" + bundle);
        }
    }

    private static void run(String test) throws Throwable {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectUniqueId(test))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        launcher().execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        List<TestExecutionSummary.Failure> failures = summary.getFailures();
        if (!failures.isEmpty()) {
            throw failures.get(0).getException();
        }
        if (summary.getTestsSucceededCount() != 1) {
            throw new IllegalStateException("one test must succeed inside, but test=" + test + ", found="
                    + summary.getTestsFoundCount() + ", succeeded=" + summary.getTestsSucceededCount() + ", skipped="
                    + summary.getTestsSkippedCount() + ", aborted=" + summary.getTestsAbortedCount());
        }
    }

    /** Without the service loader, which sees no other bundle. */
    private static Launcher launcher() {
        return LauncherFactory.create(LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build());
    }
}
