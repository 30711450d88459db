package org.neocog.dataset.imagenet;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Validation images that lie side by side: the number in an image's name is its line in the ground truth. */
final class FlatValidation {
    private static final Pattern NUMBER = Pattern.compile(".*_(\\d{8})\\.\\w+");

    private final FolderWalk walk;
    private final SynsetLists lists;
    private final List<String> wnids;

    FlatValidation(FolderWalk walk, SynsetLists lists, List<String> wnids) {
        this.walk = walk;
        this.lists = lists;
        this.wnids = wnids;
    }

    /** @throws ImageFileException if there is no image, or one has no truth or is of another class */
    void addAll(Path folder, ImageSplit split) throws ImageFileException {
        List<String> truth = lists.validationWnids();
        walk.visit(folder, (file, bytes) -> {
            Matcher matcher = NUMBER.matcher(FolderWalk.name(file));
            int line = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            if (line < 1 || line > truth.size()) {
                throw new ImageFileException(
                        "imagenet: images of a flat val must be called ILSVRC2012_val_00000001.JPEG and"
                                + " so on, up to the " + truth.size() + " lines of the ground truth, but there is "
                                + file
                                + ". Take it away, or correct its name.");
            }
            int label = Collections.binarySearch(wnids, truth.get(line - 1));
            if (label < 0) {
                throw new ImageFileException(
                        "imagenet: images of val must be of the classes that train has folders for, but " + file
                                + " is of " + lists.className(truth.get(line - 1)) + ". Set classes to all.");
            }
            split.add(file, bytes, label);
        });
        if (split.files().size() == 0) {
            throw new ImageFileException("imagenet: val must have an image (.jpeg, .jpg, .png), but " + folder
                    + " has none. Unpack the archive of ILSVRC there, or take the folder away.");
        }
    }
}
