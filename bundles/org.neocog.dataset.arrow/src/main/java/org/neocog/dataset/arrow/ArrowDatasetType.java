package org.neocog.dataset.arrow;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.DatasetType;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.support.ArrowColumns;
import org.neocog.dataset.support.ArrowImages;
import org.neocog.dataset.support.ArrowImagesException;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/**
 * The dataset {@code arrow}: Arrow IPC files with a column of images of one shape and a column of labels, mapped into memory.
 *
 * <p>A folder has a split for each file {@code SPLIT.arrow} in it; a file is the split {@code train} alone.
 */
@Component(service = DatasetType.class, property = DatasetType.NAME_PROPERTY + "=" + ArrowDatasetType.NAME)
public final class ArrowDatasetType implements DatasetType {
    static final String NAME = "arrow";

    static final Option<Path> PATH =
            Option.path("path", "Arrow IPC file, or folder with train.arrow, test.arrow and so on");
    static final Option<String> IMAGE =
            Option.text("image", "name of the column of images").orElse("image");
    static final Option<String> LABEL =
            Option.text("label", "name of the column of labels").orElse("label");
    static final Option<List<Integer>> SHAPE = Option.integers(
                    "shape", "of an image as it is stored; without it, what the type of the column says")
            .atLeast(1)
            .length(2, 3)
            .optional();
    static final Option<ArrowColumns.Layout> LAYOUT = Option.choice(
                    "layout",
                    "order of the dimensions as they are stored; without it, by their names, else chw",
                    ArrowColumns.Layout.class)
            .optional();
    static final Option<Integer> CLASSES = Option.integer(
                    "classes", "number of classes; without it, as many as class-names or the greatest label say")
            .atLeast(1)
            .optional();
    static final Option<List<String>> CLASS_NAMES = Option.texts(
                    "class-names", "a name per class; without it, those in the file, else the numbers")
            .optional();

    private static final String ENDING = ".arrow";

    private static final Schema SCHEMA = Schema.of(PATH, IMAGE, LABEL, SHAPE, LAYOUT, CLASSES, CLASS_NAMES)
            .rule(
                    "C1",
                    "class-names must have one name per class",
                    options -> options.find(CLASS_NAMES)
                            .flatMap(names -> options.find(CLASSES).map(classes -> names.size() == classes))
                            .orElse(true),
                    CLASSES,
                    CLASS_NAMES);

    @Activate
    public ArrowDatasetType() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Images of one shape and labels in Arrow IPC files, mapped into memory.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public FixedSizeDataset open(Options options) {
        Optional<Shape> shape = options.find(SHAPE)
                .map(sizes ->
                        Shape.of(sizes.stream().mapToLong(Integer::longValue).toArray()));
        ArrowColumns columns = new ArrowColumns(options.get(IMAGE), options.get(LABEL), shape, options.find(LAYOUT));
        try {
            Map<String, Path> files = files(options);
            Map<String, ArrowImages> splits = new LinkedHashMap<>();
            for (Map.Entry<String, Path> file : files.entrySet()) {
                splits.put(file.getKey(), ArrowImages.open(NAME, file.getValue(), columns));
            }
            return ArrowDataset.of(files, splits, options.find(CLASSES), options.find(CLASS_NAMES));
        } catch (ArrowImagesException e) {
            ConfigException refusal = options.error(PATH, e.getMessage());
            refusal.initCause(e);
            throw refusal;
        } catch (IllegalArgumentException e) {
            throw options.error(PATH, String.valueOf(e.getMessage()));
        }
    }

    /** By split: train, test, then the others by name. */
    private static Map<String, Path> files(Options options) {
        Path path = options.get(PATH);
        if (Files.isRegularFile(path)) {
            return Map.of("train", path);
        }
        Map<String, Path> found = new TreeMap<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(path, "?*" + ENDING)) {
            for (Path file : folder) {
                String name = String.valueOf(file.getFileName());
                found.put(name.substring(0, name.length() - ENDING.length()), file);
            }
        } catch (IOException e) {
            throw options.error(
                    PATH,
                    "arrow: path must be an Arrow IPC file or a folder of them, but path=" + path + " gave " + e
                            + ". Correct path.");
        }
        if (found.isEmpty()) {
            throw options.error(
                    PATH,
                    "arrow: a folder must have files like train.arrow, but path=" + path
                            + " has none. Name them so, or correct path.");
        }
        Map<String, Path> files = new LinkedHashMap<>();
        for (String first : List.of("train", "test")) {
            if (found.containsKey(first)) {
                files.put(first, found.get(first));
            }
        }
        files.putAll(found);
        return files;
    }
}
