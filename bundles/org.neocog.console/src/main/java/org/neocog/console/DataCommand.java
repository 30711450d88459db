package org.neocog.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.run.DataPreview;
import org.neocog.run.DataStatistics;
import org.neocog.run.RunEngine;
import org.neocog.run.RunEngine.DataPart;
import org.neocog.run.RunException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code neocog data CONFIG}. */
@Command(name = "data", description = "Shows what is in the data of an experiment, and what a network sees of it.")
final class DataCommand implements Action {
    private static final int MOST_IMAGES = 10_000;

    @Option(
            names = "--stats",
            description =
                    "Count classes, sizes, means and deviations of the channels, and duplicates; reads everything."
                            + " What is done if nothing else is asked for.")
    boolean stats;

    @Option(
            names = "--preview",
            paramLabel = "FILE.png",
            description = "Write a picture of the first images with all transforms applied, and their labels.")
    @Nullable
    Path preview;

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "64",
            description = "How many images the preview shows; ${DEFAULT-VALUE} if absent.")
    int count = 64;

    @Option(
            names = "--part",
            paramLabel = "train|eval",
            defaultValue = "train",
            description = "Which data the preview shows; ${DEFAULT-VALUE} if absent.")
    String part = "train";

    @Option(
            names = "--mean-image",
            paramLabel = "FILE.npy",
            description = "Write the mean of each pixel of data.train, for the transform pixel-mean.")
    @Nullable
    Path meanImage;

    @Mixin
    ExperimentFile experiment = new ExperimentFile();

    @Override
    public Outcome run(Console console) {
        if (!part.equals("train") && !part.equals("eval")) {
            return Failures.usage("data: --part must be train or eval, but part=" + part + ".");
        }
        if (count < 1 || count > MOST_IMAGES) {
            return Failures.usage("data: --count must be from 1 to " + MOST_IMAGES + ", but count=" + count + ".");
        }
        Experiment read = experiment.read(console);
        RunEngine engine = console.services().engine();
        Map<String, Object> json = new LinkedHashMap<>();
        StringBuilder text = new StringBuilder();
        if (preview != null) {
            Path file = console.path(preview);
            DataPreview images = engine.preview(read, DataPart.valueOf(part.toUpperCase(Locale.ROOT)), count);
            write(file, PreviewPicture.of(images).png());
            json.put("preview", file.toString());
            text.append(images.images().size())
                    .append(" images in ")
                    .append(console.shown(file))
                    .append('\n');
        }
        if (meanImage != null) {
            Path file = console.path(meanImage);
            engine.writeMeanImage(read, file);
            json.put("meanImage", file.toString());
            text.append("mean image in ").append(console.shown(file)).append('\n');
        }
        if (stats || (preview == null && meanImage == null)) {
            Map<String, DataStatistics> parts = engine.statistics(read);
            parts.forEach((name, statistics) -> {
                json.put(name, DataReport.json(statistics));
                text.append(DataReport.text(name, statistics));
            });
        }
        return Outcome.done(text.toString(), json);
    }

    /** Replaces a file; it is whole or as it was. */
    private static void write(Path file, byte[] content) {
        Path draft = file.resolveSibling("." + file.getFileName() + ".tmp");
        try {
            try {
                Files.write(draft, content);
                Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new RunException("data: " + file + " must be writable, but gave " + e + ". Check --preview.", e);
        }
    }
}
