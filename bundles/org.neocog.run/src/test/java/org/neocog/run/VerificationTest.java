package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores belong to one file, wherever it goes. */
class VerificationTest {
    private static final String SERVICE = Verification.backend("toy");

    @TempDir
    Path folder;

    private Path jar;

    @BeforeEach
    void makeABundle() throws IOException {
        System.setProperty("neocog.cache", folder.resolve("cache").toString());
        jar = Files.writeString(folder.resolve("toy.jar"), "some bundle");
    }

    @AfterEach
    void forgetTheCache() {
        System.clearProperty("neocog.cache");
    }

    @Test
    void isNothingWithoutARecord() {
        assertEquals(0, Verification.score(jar, SERVICE));
        assertEquals(0, Verification.score(folder.resolve("absent.jar"), SERVICE));
        assertTrue(Verification.recorded(jar, SERVICE).isEmpty());
    }

    @Test
    void isFoundInTheCacheByTheContentOfTheFile() throws IOException {
        Verification.record(jar, Map.of(SERVICE, 0.75), false);
        Path elsewhere = Files.copy(jar, folder.resolve("other-name.jar"));
        assertEquals(0.75, Verification.score(elsewhere, SERVICE));
        assertEquals(0, Verification.score(jar, Verification.backend("another")));
        Verification.record(jar, Map.of(Verification.backend("crashing"), 0.0), false);
        assertEquals(OptionalDouble.of(0), Verification.recorded(jar, Verification.backend("crashing")));
        assertFalse(Files.exists(folder.resolve("toy.jar.verified.json")));
    }

    @Test
    void goesAlongBesideTheFile() throws IOException {
        Verification.record(jar, Map.of(SERVICE, 1.0), true);
        System.setProperty("neocog.cache", folder.resolve("another-cache").toString());
        assertEquals(1, Verification.score(jar, SERVICE));
        Files.writeString(jar, "another build");
        assertEquals(0, Verification.score(jar, SERVICE));
    }

    @Test
    void keepsWhatOtherServicesOfTheFileHave() throws IOException {
        Verification.record(jar, Map.of(SERVICE, 1.0), false);
        Verification.record(jar, Map.of("layer prelu", 0.5), false);
        assertEquals(1, Verification.score(jar, SERVICE));
        assertEquals(0.5, Verification.score(jar, "layer prelu"));
    }

    @Test
    void aTornRecordCountsAsNone() throws IOException {
        Files.writeString(folder.resolve("toy.jar.verified.json"), "{\"sha256\": ");
        assertEquals(0, Verification.score(jar, SERVICE));
        Files.writeString(folder.resolve("toy.jar.verified.json"), "{}");
        assertEquals(0, Verification.score(jar, SERVICE));
        assertTrue(Files.exists(jar));
    }
}
