package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachedPipelinesTest {
    @TempDir
    Path folder;

    @Test
    void trainsTheSameOutOfACache() throws IOException, InterruptedException {
        Fixture fixture = new Fixture(folder);
        String data =
                "data.train={dataset: noise, side: 28, batch: 8, transforms: [{random-crop: {size: 28, padding: 2}}]";
        fixture.train("plain", data + "}", "~data.eval");
        String cache = ", cache: {type: arrow, path: " + folder.resolve("cache") + "}}";
        fixture.train("first", data + cache, "~data.eval");
        fixture.train("second", data + cache, "~data.eval");
        assertEquals(Fixture.losses(fixture.run("plain")), Fixture.losses(fixture.run("first")));
        assertEquals(Fixture.losses(fixture.run("plain")), Fixture.losses(fixture.run("second")));
        try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
            assertEquals(
                    1, files.filter(file -> file.toString().endsWith(".arrow")).count());
        }
    }
}
