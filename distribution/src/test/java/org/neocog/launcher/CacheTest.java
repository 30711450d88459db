package org.neocog.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
            assertTrue(cache.remember(installation, plan));
            assertEquals(Optional.of(plan), cache.plan(installation));

            Files.setLastModifiedTime(bundle, FileTime.from(Instant.EPOCH));
            assertEquals(Optional.empty(), cache.plan(installation));
            assertFalse(cache.remember(installation, plan), "the same bytes are the same plan");

            Files.writeString(bundle, "two");
            assertTrue(cache.remember(installation, plan));

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
    void eachProcessHasItsOwnBundleCacheAndDeletesIt() throws IOException {
        Path first;
        try (Cache one = open();
                Cache two = open()) {
            first = one.bundles();
            assertNotEquals(first, two.bundles());
            Files.createDirectories(first.resolve("bundle1"));
        }
        assertFalse(Files.exists(first.getParent()));
    }

    @Test
    void deletesWhatAKilledProcessLeftButNotWhatALiveOneUses() throws IOException {
        Path processes = folder.resolve("cache/processes");
        Path dead = Files.createDirectories(processes.resolve("1-dead/bundles")).getParent();
        Path live = Files.createDirectories(processes.resolve("2-live"));
        Path young = Files.createDirectories(processes.resolve("3-young"));
        Files.createFile(dead.resolve("lock"));
        try (FileChannel lock =
                FileChannel.open(live.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertTrue(lock.tryLock().isValid());
            Files.setLastModifiedTime(dead, FileTime.from(Instant.EPOCH));
            Files.setLastModifiedTime(live, FileTime.from(Instant.EPOCH));
            open().close();
        }
        assertFalse(Files.exists(dead));
        assertTrue(Files.exists(live));
        assertTrue(Files.exists(young));
    }

    @Test
    void aCacheThatCannotBeWrittenIsReplacedByATemporaryOne() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path bundles;
        try (Cache cache = Cache.open(Optional.of(file.resolve("cache")))) {
            bundles = cache.bundles();
            assertTrue(Files.isDirectory(bundles.getParent()));
        }
        assertFalse(Files.exists(bundles.getParent().getParent().getParent()));
    }
}
