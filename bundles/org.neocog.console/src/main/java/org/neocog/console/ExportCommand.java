package org.neocog.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.neocog.run.RunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog export RUN --mlflow DIR}. */
@Command(name = "export", description = "Writes what a run measured for other programs.")
final class ExportCommand implements Action {
    @Parameters(paramLabel = "RUN", description = "The run folder.")
    Path folder = Path.of("");

    @Option(
            names = "--mlflow",
            paramLabel = "DIR",
            required = true,
            description = "Add the run to this MLflow file store (what MLflow calls mlruns).")
    Path mlflow = Path.of("");

    @Override
    public Outcome run(Console console) {
        RunRecord record = RunRecord.read(console.path(folder), console);
        try {
            Path written = MlflowStore.write(console.path(mlflow), record);
            return Outcome.done(console.shown(written) + "\n", Map.of("mlflow", written.toString()));
        } catch (IOException e) {
            throw new RunException(
                    "export: " + mlflow + " must be writable, but is not: " + e + ". Check --mlflow.", e);
        }
    }

    /** A text file. */
    static void text(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
