package org.neocog.dataset.imagenet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.config.ConfigException;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.CorruptImages;
import org.neocog.dataset.DatasetType;
import org.neocog.image.ImageDecoder;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;

/**
 * The dataset {@code image-folder}: JPEG and PNG files, a folder for each class, which has its name. Classes are in the order of their names, and
 * files by folder and name; folders within that of a class belong to it.
 *
 * <p>A data folder with a folder {@code train} has a split for each folder in it; any other is the split {@code train} as a whole.
 */
@Component(service = DatasetType.class, property = DatasetType.NAME_PROPERTY + "=" + ImageFolderDatasetType.NAME)
public final class ImageFolderDatasetType implements DatasetType {
    static final String NAME = "image-folder";

    static final Option<Path> PATH =
            Option.path("path", "folder with a folder for each class, or with train, test and so on that have them");

    private static final Schema SCHEMA =
            Schema.of(PATH, CorruptImages.OPTION, FileOptions.DECODER, FileOptions.MOST_PIXELS);

    private final List<ImageDecoder> decoders;

    @Activate
    public ImageFolderDatasetType(
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE) List<ImageDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "JPEG and PNG files of any size, a folder for each class.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public AnySizeDataset open(Options options) {
        try {
            return open(options.get(PATH), FileOptions.of(options));
        } catch (ImageFileException e) {
            ConfigException refusal = options.error(PATH, e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private AnySizeDataset open(Path root, FileOptions options) throws ImageFileException {
        FolderWalk walk = new FolderWalk(NAME, root);
        LinkedHashMap<String, Path> places = splits(walk, root);
        List<String> classes = new ArrayList<>();
        Path first = places.values().iterator().next();
        for (Path folder : walk.folders(first)) {
            classes.add(FolderWalk.name(folder));
        }
        if (classes.isEmpty()) {
            throw new ImageFileException(
                    NAME + ": there must be a folder for each class, but " + first + " has no folder. Correct path.");
        }
        ClassFolders folders = new ClassFolders(NAME, walk, classes);
        LinkedHashMap<String, ImageSplit> splits = new LinkedHashMap<>();
        for (Map.Entry<String, Path> place : places.entrySet()) {
            ImageSplit split = new ImageSplit(root);
            folders.addAll(place.getValue(), split);
            splits.put(place.getKey(), split);
        }
        ImageFiles samples = splits.values().iterator().next().files();
        return new ImageFileDataset(
                NAME, root, classes, splits, options, options.choose(NAME, decoders, root, samples));
    }

    /** Train is the first one. */
    private static LinkedHashMap<String, Path> splits(FolderWalk walk, Path root) throws ImageFileException {
        LinkedHashMap<String, Path> splits = new LinkedHashMap<>();
        splits.put("train", root);
        for (Path folder : walk.folders(root)) {
            if (folder.endsWith("train")) {
                splits.put("train", folder);
                for (Path other : walk.folders(root)) {
                    splits.putIfAbsent(FolderWalk.name(other), other);
                }
            }
        }
        return splits;
    }
}
