package org.neocog.verify;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What a worker process tells, a JSON line for each entry. A file and no pipe: what was written is there even when the process dies in native code the
 * moment after, and what native libraries print does not get between.
 */
final class Journal {
    private static final Gson GSON =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private Journal() {}

    /** The worker's end. Threading: safe for all threads. */
    static final class Writer implements AutoCloseable {
        private final OutputStream out;

        Writer(Path file) throws IOException {
            out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        synchronized void write(Entry entry) {
            try {
                out.write((GSON.toJson(entry) + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** The other end. Threading: one thread. */
    static final class Reader {
        private final Path file;
        private long position;

        Reader(Path file) {
            this.file = file;
        }

        /** The whole lines that were added since the last call. */
        List<Entry> poll() throws IOException {
            List<Entry> entries = new ArrayList<>();
            if (!Files.exists(file)) {
                return entries;
            }
            try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
                byte[] bytes = new byte[Math.toIntExact(in.length() - position)];
                in.seek(position);
                in.readFully(bytes);
                int start = 0;
                for (int i = 0; i < bytes.length; i++) {
                    if (bytes[i] == '\n') {
                        String line = new String(bytes, start, i - start, StandardCharsets.UTF_8);
                        entries.add(GSON.fromJson(line, Entry.class));
                        start = i + 1;
                    }
                }
                position += start;
            }
            return entries;
        }
    }
}
