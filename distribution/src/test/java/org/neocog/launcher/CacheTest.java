package org.neocog.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheTest {
    @TempDir
    Path folder;

    private Installation installation;
    private Path bundle;
    private final StartPlan plan = new StartPlan(List.of(new StartPlan.Entry("repo/a.jar", 1, List.of())));

    @BeforeEach
    void install() throws IOException {
        installation = new Installation(folder.resolve("home"));
        Files.createDirectories(installation.repo());
        Files.createDirectories(installation.features());
        Files.writeString(installation.features().resolve("a.json"), "{}");
        bundle = Files.writeString(installation.repo().resolve("a.jar"), "one");
    }

    private Cache open() {
        return Cache.open(Optional.of(folder.resolve("cache")));
    }

    @Test
    void remembersThePlanUntilTheInstallationChanges() throws IOException {
        try (Cache cache = open()) {
            assertEquals(Optional.empty(), cache.plan(installation));
            Cache.Known first = cache.remember(installation, plan);
            assertEquals(Optional.of(first), cache.plan(installation));
            assertEquals(plan, first.plan());

            Files.setLastModifiedTime(bundle, FileTime.from(Instant.EPOCH));
            assertEquals(Optional.empty(), cache.plan(installation));
            assertEquals(first, cache.remember(installation, plan), "the same bytes are the same plan");

            Files.writeString(bundle, "two");
            assertEquals(Optional.of(first.stamp()), cache.lastStamp());
            assertNotEquals(first, cache.remember(installation, plan));

            Files.writeString(installation.features().resolve("b.json"), "{}");
            assertEquals(Optional.empty(), cache.plan(installation));
        }
    }

    @Test
    void aTornPlanIsNoPlan() throws IOException {
        try (Cache cache = open()) {
            cache.remember(installation, plan);
            Path file = folder.resolve("cache/start-plan");
            Files.writeString(file, Files.readString(file).substring(0, 70));
            assertEquals(Optional.empty(), cache.plan(installation));
        }
    }

    @Test
    void processesAtTheSameTimeHaveDifferentStorages() throws IOException {
        Path parent = folder.resolve("bundles");
        try (BundleCache one = BundleCache.take(parent, "common", "a");
                BundleCache two = BundleCache.take(parent, "common", "a")) {
            assertEquals("common-0", one.folder().getFileName().toString());
            assertEquals("common-1", two.folder().getFileName().toString());
        }
        try (BundleCache again = BundleCache.take(parent, "common", "a")) {
            assertEquals("common-0", again.folder().getFileName().toString());
        }
    }

    @Test
    void aStorageIsUsedAgainOnlyIfItIsCompleteAndHoldsTheSame() throws IOException {
        Path parent = folder.resolve("bundles");
        Path file = parent.resolve("common-0/file");
        try (BundleCache cache = BundleCache.take(parent, "common", "a")) {
            assertFalse(cache.isComplete());
            Files.writeString(Files.createDirectories(cache.folder()).resolve("file"), "");
        }
        try (BundleCache killed = BundleCache.take(parent, "common", "a")) {
            assertFalse(killed.isComplete());
            assertFalse(Files.exists(file), "what a killed installation left is gone");
            Files.writeString(Files.createDirectories(killed.folder()).resolve("file"), "");
            killed.complete();
        }
        try (BundleCache same = BundleCache.take(parent, "common", "a")) {
            assertTrue(same.isComplete());
            assertTrue(Files.exists(file));
        }
        try (BundleCache other = BundleCache.take(parent, "common", "b")) {
            assertFalse(other.isComplete());
            assertFalse(Files.exists(file));
        }
    }

    @Test
    void aCacheThatCannotBeWrittenIsReplacedByATemporaryOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path logs;
        try (Cache cache = Cache.open(Optional.of(file.resolve("cache")))) {
            logs = cache.logs();
            Files.createDirectories(logs);
        }
        assertFalse(Files.exists(logs.getParent()));
    }
}
