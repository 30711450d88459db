package org.neocog.itests.osgi;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestEngine;
import org.junit.platform.launcher.Launcher;
import org.opentest4j.AssertionFailedError;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestContainer;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.options.UrlProvisionOption;
import org.ops4j.pax.exam.spi.PaxExamRuntime;

/** Outside the framework: a framework of this JVM with the distribution's bundles, Jupiter, and the bundle of the tests. */
final class PaxContainer implements AutoCloseable {
    private static final long TIMEOUT_MILLIS = 60_000;

    /** Pax Exam goes up to level 5, where the tests are; a bundle above it would not start. */
    private static final int HIGHEST_START_LEVEL = 4;

    /** For the bundles of Pax Exam; what stands outside is compatible. */
    private static final String SLF4J = "org.slf4j;version=1.7.36";

    /** As the launcher of the distribution has it. */
    private static final String LOG = "org.osgi.service.log;version=1.5.0";

    private final TestContainer container;
    private final TestAddress bridge;

    private PaxContainer(TestContainer container, TestAddress bridge) {
        this.container = container;
        this.bridge = bridge;
    }

    static PaxContainer start() {
        try {
            ExamSystem system = PaxExamRuntime.createTestSystem(options().toArray(Option[]::new));
            TestProbeBuilder probe = system.createProbe();
            TestAddress bridge = probe.addTest(InnerBridge.class, "run");
            TestContainer container = PaxExamRuntime.createContainer(system);
            container.start();
            container.installProbe(probe.build().getStream());
            return new PaxContainer(container, bridge);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Option> options() {
        List<Option> options = new ArrayList<>();
        options.add(workingDirectory("target/exam"));
        options.add(systemTimeout(TIMEOUT_MILLIS));
        options.add(systemPackage(SLF4J));
        options.add(systemPackage(LOG));
        options.add(frameworkProperty("org.apache.felix.log.maxSize").value("10")); // its history holds bundles
        options.add(frameworkProperty("gosh.args").value("--nointeractive --noshutdown"));
        DistributionBundles.ofSystemProperty().bundles().forEach(each -> options.add(provision(each)));
        options.add(junitBundles());
        Stream.of(
                        AssertionFailedError.class,
                        JUnitException.class,
                        TestEngine.class,
                        Launcher.class,
                        Test.class,
                        ParameterizedTest.class,
                        JupiterTestEngine.class)
                .forEach(type -> options.add(bundle(jarOf(type))));
        return options;
    }

    private static UrlProvisionOption provision(DistributionBundles.Entry entry) {
        UrlProvisionOption option =
                bundle(entry.location()).startLevel(Math.min(entry.startLevel(), HIGHEST_START_LEVEL));
        return entry.isFragment() ? option.noStart() : option;
    }

    private static String jarOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            return source.getLocation().toURI().toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a jar has a URI, but not " + source.getLocation(), e);
        }
    }

    /** Runs one Jupiter test inside, and fails as it fails. */
    void run(String uniqueId) throws Throwable {
        System.setProperty(InnerBridge.TEST, uniqueId);
        try {
            container.call(bridge);
        } catch (RuntimeException e) {
            throw causeBehindPaxExam(e);
        } finally {
            System.clearProperty(InnerBridge.TEST);
        }
    }

    private static Throwable causeBehindPaxExam(Throwable thrown) {
        Throwable cause = thrown;
        while (cause.getClass().getName().startsWith("org.ops4j.") && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    @Override
    public void close() {
        container.stop();
    }
}
