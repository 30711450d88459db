package org.neocog.dataset.imagenet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.TreeSet;
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
 * The dataset {@code imagenet}: the classification data of ILSVRC as they unpack. {@code train/<wnid>/*.JPEG}; {@code val/} by folders
 * {@code <wnid>} or flat, then with the ground truth of the development kit and the map of its numbers to wnids.
 *
 * <p>Labels count the classes in the order of their wnids, whatever numbers the development kit gives them.
 *
 * <p>Source: O. Russakovsky et al. 2015, "ImageNet large scale visual recognition challenge".
 */
@Component(service = DatasetType.class, property = DatasetType.NAME_PROPERTY + "=" + ImagenetDatasetType.NAME)
public final class ImagenetDatasetType implements DatasetType {
    static final String NAME = "imagenet";

    /** Which classes count. */
    enum Classes {
        /** Those that have a folder in train, else in val. */
        FOLDERS,
        /** All that the lists name. */
        ALL
    }

    static final Option<Path> PATH = Option.path("path", "folder with train and val, one of them at least");
    static final Option<Classes> CLASSES = Option.choice(
                    "classes", "folders: those that train has, else val; all: every one of the lists", Classes.class)
            .orElse(Classes.FOLDERS);
    static final Option<Path> GROUND_TRUTH = Option.path(
                    "ground-truth",
                    "for a flat val, the number of each image's class; else looked for in path by its usual names")
            .optional();
    static final Option<Path> CLASS_MAP = Option.path(
                    "class-map", "lines of wnid, number and name; else looked for in path by its usual names")
            .optional();

    private static final Schema SCHEMA = Schema.of(
            PATH, CLASSES, GROUND_TRUTH, CLASS_MAP, CorruptImages.OPTION, FileOptions.DECODER, FileOptions.MOST_PIXELS);

    private final List<ImageDecoder> decoders;

    @Activate
    public ImagenetDatasetType(
            @Reference(cardinality = ReferenceCardinality.AT_LEAST_ONE) List<ImageDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "ImageNet (ILSVRC): JPEG files of any size, a folder for each synset.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public AnySizeDataset open(Options options) {
        try {
            return open(options.get(PATH), options);
        } catch (ImageFileException e) {
            ConfigException refusal = options.error(PATH, e.getMessage());
            refusal.initCause(e);
            throw refusal;
        }
    }

    private AnySizeDataset open(Path root, Options options) throws ImageFileException {
        FolderWalk walk = new FolderWalk(NAME, root);
        SynsetLists lists = new SynsetLists(root, options.find(CLASS_MAP), options.find(GROUND_TRUTH));
        Path train = root.resolve("train");
        Path val = root.resolve("val");
        boolean hasTrain = Files.isDirectory(train);
        boolean hasVal = Files.isDirectory(val);
        if (!hasTrain && !hasVal) {
            throw new ImageFileException(NAME + ": there must be a folder train or val, but " + root
                    + " has neither. Unpack the archives of ILSVRC there, or correct path.");
        }
        boolean flat = hasVal && walk.folders(val).isEmpty();
        List<String> wnids = options.get(CLASSES) == Classes.ALL || !hasTrain && flat
                ? lists.wnids()
                : names(walk.folders(hasTrain ? train : val));
        if (wnids.isEmpty()) {
            throw new ImageFileException(
                    NAME + ": there must be a folder for each synset, but " + (hasTrain ? train : val)
                            + " has no folder. Unpack the archives of ILSVRC there, or correct path.");
        }
        ClassFolders folders = new ClassFolders(NAME, walk, wnids);
        LinkedHashMap<String, ImageSplit> splits = new LinkedHashMap<>();
        if (hasTrain) {
            folders.addAll(train, put(splits, "train", root));
        }
        if (flat) {
            new FlatValidation(walk, lists, wnids).addAll(val, put(splits, "val", root));
        } else if (hasVal) {
            folders.addAll(val, put(splits, "val", root));
        }
        FileOptions files = FileOptions.of(options);
        ImageFiles samples = splits.values().iterator().next().files();
        return new ImageFileDataset(
                NAME,
                root,
                wnids.stream().map(lists::className).toList(),
                splits,
                files,
                files.choose(NAME, decoders, root, samples));
    }

    private static ImageSplit put(LinkedHashMap<String, ImageSplit> splits, String name, Path root) {
        ImageSplit split = new ImageSplit(root);
        splits.put(name, split);
        return split;
    }

    private static List<String> names(List<Path> folders) {
        TreeSet<String> names = new TreeSet<>();
        folders.forEach(folder -> names.add(FolderWalk.name(folder)));
        return new ArrayList<>(names);
    }
}
