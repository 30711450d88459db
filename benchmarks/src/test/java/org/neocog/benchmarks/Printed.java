package org.neocog.benchmarks;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a program prints on the standard output. */
public final class Printed {
    private Printed() {}

    /** A program. */
    @FunctionalInterface
    public interface Program {
        void run() throws Exception;
    }

    /** Runs it; its lines of JSON. */
    public static List<JsonObject> by(Program program) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            program.run();
        } finally {
            System.setOut(before);
        }
        return in(printed.toString(StandardCharsets.UTF_8));
    }

    /** The lines of JSON in a text. */
    static List<JsonObject> in(String text) {
        return text.lines()
                .filter(line -> line.startsWith("{"))
                .map(line -> JsonParser.parseString(line).getAsJsonObject())
                .toList();
    }
}
