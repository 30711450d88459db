package org.neocog.itests.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Tests of this module run where they say: in the bundle of the tests, each kind of them. */
@InDistribution
class ProbeOsgiTest {
    private int prepared;

    @BeforeEach
    void prepare() {
        prepared++;
    }

    @Test
    void runsInTheBundleOfTheTests() {
        Bundle bundle = FrameworkUtil.getBundle(getClass());
        assertTrue(bundle.getSymbolicName().startsWith(InnerBridge.PROBE), bundle::toString);
        assertEquals(Bundle.ACTIVE, bundle.getState());
        assertEquals(1, prepared);
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "second"})
    void runsEachInvocationByItself(String text) {
        assertTrue(InnerFramework.context().getBundle().getSymbolicName().startsWith(InnerBridge.PROBE));
        assertTrue(System.getProperty(InnerBridge.TEST).endsWith(text.equals("first") ? "#1]" : "#2]"), text);
        assertEquals(1, prepared);
    }
}
