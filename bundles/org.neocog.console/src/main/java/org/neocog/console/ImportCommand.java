package org.neocog.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.NetworkFormat.ReadOptions;
import org.neocog.experiment.Environment;
import org.neocog.run.RunException;
import org.neocog.tensor.Shape;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog import FILE.onnx}: a config and a file of weights, which appear when both are whole. */
@Command(
        name = "import",
        description =
                "Makes a config and a file of weights of another program's network, to evaluate, train and export it.")
final class ImportCommand implements Action {
    private static final int MOST_LETTERS = 100;

    @Parameters(paramLabel = "FILE.onnx", description = "The network.")
    Path file = Path.of("");

    @Option(
            names = {"-o", "--config"},
            paramLabel = "CONFIG.yaml",
            description =
                    "The config to write; the weights go beside it. In the working directory, named as the file, if absent.")
    @Nullable
    Path config;

    @Option(
            names = "--input",
            paramLabel = "C,H,W",
            split = ",",
            description = "Shape of one image, for files that leave height or width open.")
    List<Integer> input = List.of();

    @Option(names = "--output", paramLabel = "NAME", description = "The output to take, for files that have several.")
    @Nullable
    String output;

    @Option(names = "--replace", description = "Replace the config and the weights that are there.")
    boolean replace;

    @Override
    public Outcome run(Console console) {
        if (!input.isEmpty() && (input.size() != 3 || input.stream().anyMatch(size -> size < 1))) {
            return Failures.usage(
                    "import: --input must be three numbers of at least 1, C,H,W, but is " + input + ". Change it.");
        }
        String stem = String.valueOf(file.getFileName()).replaceFirst("\\.onnx$", "");
        Path target = config == null ? Path.of(stem + ".yaml") : config;
        Path weights = target.resolveSibling(
                String.valueOf(target.getFileName()).replaceFirst("\\.ya?ml$", "") + ".safetensors");
        for (Path each : List.of(target, weights)) {
            if (!replace && Files.exists(console.path(each))) {
                return Failures.usage("import: " + each + " must not be there yet, but is. Choose another by -o, or"
                        + " replace it by --replace.");
            }
        }
        ImportedNetwork network = console.services()
                .format("onnx")
                .read(console.path(file), new ReadOptions(image(), Optional.ofNullable(output)));
        String text = LayersConfig.of(network, String.valueOf(file.getFileName()), name(stem), weights.toString());
        write(console, target, weights, network, text);
        return new Outcome(
                ExitCode.DONE,
                console.shown(console.path(target)) + "\n" + console.shown(console.path(weights)) + "\n",
                network.remarks().stream().map(remark -> remark + "\n").collect(Collectors.joining()),
                Map.of(
                        "config",
                        console.path(target).toString(),
                        "weights",
                        console.path(weights).toString(),
                        "layers",
                        network.network().layers().size(),
                        "parameters",
                        network.values().values().stream()
                                .mapToLong(values -> values.values().length)
                                .sum(),
                        "remarks",
                        network.remarks()));
    }

    /** As names of experiments may be. */
    private static String name(String stem) {
        String name = stem.replaceAll("[^A-Za-z0-9._-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "network" : name.substring(0, Math.min(name.length(), MOST_LETTERS));
    }

    private Optional<Shape> image() {
        return input.isEmpty()
                ? Optional.empty()
                : Optional.of(Shape.of(input.stream().mapToLong(size -> size).toArray()));
    }

    /** The config is read and its layers are lowered before it gets its name: what is written works. */
    private static void write(Console console, Path target, Path weights, ImportedNetwork network, String text) {
        Path path = console.path(target);
        Path temporary = path.resolveSibling("." + path.getFileName() + ".tmp");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            try {
                Files.writeString(temporary, text);
                console.services()
                        .engine()
                        .plan(console.services().reader().read(temporary, List.of(), Environment.ofProcess()));
                console.services().engine().writeWeights(console.path(weights), network.values());
                Files.move(temporary, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
        } catch (IOException e) {
            throw new RunException("import: " + target + " must be writable, but is not: " + e + ". Check -o.", e);
        }
    }
}
