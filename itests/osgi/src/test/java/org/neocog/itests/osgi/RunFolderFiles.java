package org.neocog.itests.osgi;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a run left in its folder. */
record RunFolderFiles(Path folder) {
    JsonObject json(String name) throws IOException {
        return JsonParser.parseString(Files.readString(folder.resolve(name))).getAsJsonObject();
    }

    List<JsonObject> lines(String name) throws IOException {
        return Files.readAllLines(folder.resolve(name)).stream()
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }

    /** All figures that must not depend on time: losses to the last digit, learning rates, evaluations. */
    List<String> losses() throws IOException {
        return lines("metrics.jsonl").stream()
                .map(line -> {
                    line.remove("imagesPerSecond");
                    line.remove("inputBound");
                    line.remove("seconds");
                    return line.toString();
                })
                .toList();
    }

    List<Path> checkpoints() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("checkpoints"))) {
            return files.filter(file -> file.toString().endsWith(".safetensors"))
                    .sorted()
                    .toList();
        }
    }

    Path lastCheckpoint() throws IOException {
        List<Path> all = checkpoints();
        return all.get(all.size() - 1);
    }
}
