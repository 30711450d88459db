package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
    @TempDir
    Path folder;

    @Test
    void tellsWhatCameChangedAndWentOnceItStandsStill() throws IOException {
        List<String> told = new ArrayList<>();
        FolderWatch watch = new FolderWatch(folder, ".jar", new FolderWatch.Listener() {
            @Override
            public void came(Path file) {
                told.add("came " + file.getFileName());
            }

            @Override
            public void changed(Path file) {
                told.add("changed " + file.getFileName());
                throw new IllegalStateException("one bad file keeps no other one from being told");
            }

            @Override
            public void went(Path file) {
                told.add("went " + file.getFileName());
            }
        });
        Path jar = Files.writeString(folder.resolve("a.jar"), "1");
        Files.writeString(folder.resolve(".b.jar"), "1");
        Files.writeString(folder.resolve("c.txt"), "1");
        watch.look();
        assertEquals(List.of(), told);
        watch.look();
        watch.look();
        assertEquals(List.of("came a.jar"), told);
        Files.writeString(jar, "12");
        watch.look();
        assertEquals(1, told.size());
        watch.look();
        assertEquals("changed a.jar", told.get(1));
        Files.delete(jar);
        watch.look();
        assertEquals("went a.jar", told.get(2));
        assertEquals(3, told.size());
    }
}
