package org.neocog.dataset.imagenet;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Collects the images of folders that are called as classes are. */
final class ClassFolders {
    private final String dataset;
    private final FolderWalk walk;
    private final Map<String, Integer> labels = new HashMap<>();

    /** @param classes the names of the folders, in the order of the labels */
    ClassFolders(String dataset, FolderWalk walk, List<String> classes) {
        this.dataset = dataset;
        this.walk = walk;
        for (String name : classes) {
            labels.put(name, labels.size());
        }
    }

    /**
     * Adds the images of every folder in {@code parent}.
     *
     * @throws ImageFileException if a folder is that of no class, or has no image
     */
    void addAll(Path parent, ImageSplit split) throws ImageFileException {
        for (Path folder : walk.folders(parent)) {
            Integer label = labels.get(FolderWalk.name(folder));
            if (label == null) {
                throw new ImageFileException(dataset + ": a folder must be that of a class, but " + folder
                        + " is none of the " + labels.size() + " classes. Take it away, or add the class.");
            }
            int known = label;
            int before = split.files().size();
            walk.visit(folder, (file, bytes) -> split.add(file, bytes, known));
            if (split.files().size() == before) {
                throw new ImageFileException(
                        dataset + ": the folder of a class must have an image (.jpeg, .jpg, .png), but " + folder
                                + " has none. Take it away, or put images there.");
            }
        }
    }
}
