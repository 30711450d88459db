package org.neocog.verify;

import com.google.gson.Gson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a worker process is to do; passed as a JSON file.
 *
 * @param bundle jar of the bundle to verify, or null for {@code backend}
 * @param backend name of an installed backend, or null for {@code bundle}
 * @param journal file that it tells its progress in
 * @param folder where training leaves its run folder
 * @param from number of the first check to run
 * @param skip numbers of checks to leave out
 */
record Job(
        @Nullable String bundle,
        @Nullable String backend,
        String journal,
        String folder,
        int from,
        List<Integer> skip) {
    Job {
        skip = List.copyOf(skip);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, new Gson().toJson(this));
    }

    static Job read(Path file) throws IOException {
        return new Gson().fromJson(Files.readString(file), Job.class);
    }
}
