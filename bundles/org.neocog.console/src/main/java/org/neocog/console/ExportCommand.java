package org.neocog.console;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.NetworkFormat.WriteOptions;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.WeightsSection.Layout;
import org.neocog.run.RunEngine;
import org.neocog.run.RunException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog export RUN --mlflow DIR} and {@code neocog export RUN|CONFIG --onnx FILE} or {@code --safetensors FILE}. */
@Command(name = "export", description = "Writes a run for other programs: what it measured, or its network.")
final class ExportCommand implements Action {
    @Parameters(paramLabel = "RUN|CONFIG", description = "A run folder; for a network also an experiment file.")
    Path target = Path.of("");

    @ArgGroup(multiplicity = "1")
    What what = new What();

    /** What is written. */
    static final class What {
        @Option(
                names = "--mlflow",
                paramLabel = "DIR",
                description = "Add the run to this MLflow file store (what MLflow calls mlruns).")
        @Nullable
        Path mlflow;

        @Option(
                names = "--onnx",
                paramLabel = "FILE.onnx",
                description = "Write the network in evaluation mode to this ONNX file.")
        @Nullable
        Path onnx;

        @Option(
                names = "--safetensors",
                paramLabel = "FILE",
                description = "Write the parameters and statistics of the network to this safetensors file.")
        @Nullable
        Path safetensors;
    }

    @Option(
            names = "--layout",
            paramLabel = "pytorch|keras",
            defaultValue = "pytorch",
            description = "With --safetensors: how values are named and ordered; ${DEFAULT-VALUE} if absent.")
    String layout = "";

    @Option(
            names = "--weights",
            paramLabel = "FILE.safetensors",
            description =
                    "Take the weights from this file; without it those of the run, or from weights.file, or as the network is initialized.")
    @Nullable
    Path weights;

    @Option(names = "--average", description = "Take a run's averaged weights (train.ema).")
    boolean average;

    @Option(names = "--best", description = "Take a run's best checkpoint (checkpoint.best), not the last one.")
    boolean best;

    @Option(
            names = "--fold-batch-norm",
            description = "Make batch normalizations part of the convolutions before them.")
    boolean fold;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "0",
            description = "Images in a batch of the network; any number if absent.")
    int batch;

    @Mixin
    ExperimentOptions experiment = new ExperimentOptions();

    @Override
    public Outcome run(Console console) {
        return what.mlflow == null ? network(console) : mlflow(console, what.mlflow);
    }

    private Outcome mlflow(Console console, Path store) {
        RunRecord record = RunRecord.read(console.path(target), console);
        try {
            Path written = MlflowStore.write(console.path(store), record);
            return Outcome.done(console.shown(written) + "\n", Map.of("mlflow", written.toString()));
        } catch (IOException e) {
            throw unwritable(store, "--mlflow", e);
        }
    }

    private Outcome network(Console console) {
        boolean isRun = Files.isDirectory(console.path(target));
        if (batch < 0) {
            return Failures.usage("export: --batch must be at least 0, but is " + batch + ". Change it.");
        }
        if (!List.of("pytorch", "keras").contains(layout)) {
            return Failures.usage("export: --layout must be pytorch or keras, but is " + layout + ". Change it.");
        }
        if (isRun && weights == null && !experiment.overrides.isEmpty()) {
            return Failures.usage("export: -s must go with CONFIG or --weights, but " + target
                    + " is a run folder. Export its config.yaml with --weights instead.");
        }
        if ((average || best) && (!isRun || weights != null)) {
            return Failures.usage("export: --average and --best must go with RUN alone, but "
                    + (isRun ? "--weights is given." : target + " is no run folder.") + " Take them out.");
        }
        TrainedNetwork network = network(console, isRun);
        return what.onnx == null
                ? safetensors(console, what.safetensors == null ? Path.of("") : what.safetensors, network)
                : onnx(console, what.onnx, network);
    }

    private Outcome safetensors(Console console, Path file, TrainedNetwork network) {
        Path path = console.path(file);
        Layout as = layout.equals("keras") ? Layout.KERAS : Layout.PYTORCH;
        console.services().engine().writeWeights(path, network, as);
        return Outcome.done(
                console.shown(path) + "\n",
                Map.of("safetensors", path.toString(), "layout", layout, "parameters", parameters(network)));
    }

    private Outcome onnx(Console console, Path file, TrainedNetwork network) {
        byte[] bytes = console.services().format("onnx").write(network, new WriteOptions(fold, batch));
        Path path = console.path(file);
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            Path temporary = path.resolveSibling("." + path.getFileName() + ".tmp");
            Files.write(temporary, bytes);
            Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw unwritable(file, "--onnx", e);
        }
        return Outcome.done(
                console.shown(path) + "\n",
                Map.of("onnx", path.toString(), "bytes", bytes.length, "parameters", parameters(network)));
    }

    private TrainedNetwork network(Console console, boolean isRun) {
        RunEngine engine = console.services().engine();
        if (isRun && weights == null) {
            return engine.networkOfRun(console.path(target), average, best);
        }
        Experiment read = experiment.read(isRun ? target.resolve("config.yaml") : target, console);
        if (weights == null && read.weights().file().isEmpty()) {
            console.err().println("No --weights: the network is exported as it is initialized.");
        }
        return engine.network(read, Optional.ofNullable(weights).map(console::path));
    }

    private static long parameters(TrainedNetwork network) {
        return network.values().values().stream()
                .mapToLong(values -> values.values().length)
                .sum();
    }

    private static RunException unwritable(Path path, String option, IOException e) {
        return new RunException(
                "export: " + path + " must be writable, but is not: " + e + ". Check " + option + ".", e);
    }

    /** A text file. */
    static void text(Path file, String text) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text, StandardCharsets.UTF_8);
    }
}
