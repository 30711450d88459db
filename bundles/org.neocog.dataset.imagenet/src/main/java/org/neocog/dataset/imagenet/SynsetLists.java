package org.neocog.dataset.imagenet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The lists that come with ImageNet: what synsets are called, and the development kit's numbers of them and of the validation images. */
final class SynsetLists {
    private static final List<String> MAPS =
            List.of("map_clsloc.txt", "devkit/data/map_clsloc.txt", "ILSVRC2012_devkit_t12/data/map_clsloc.txt");
    private static final List<String> TRUTHS = List.of(
            "ILSVRC2012_validation_ground_truth.txt",
            "devkit/data/ILSVRC2012_validation_ground_truth.txt",
            "ILSVRC2012_devkit_t12/data/ILSVRC2012_validation_ground_truth.txt");
    private static final List<String> NAMES = List.of("synset_words.txt", "LOC_synset_mapping.txt");

    private final Path root;
    private final Optional<Path> classMap;
    private final Optional<Path> groundTruth;
    private final Map<String, String> words = new TreeMap<>();
    private final Map<Integer, String> wnids = new HashMap<>();

    /** @throws ImageFileException if a list that is there has a wrong line */
    SynsetLists(Path root, Optional<Path> classMap, Optional<Path> groundTruth) throws ImageFileException {
        this.root = root;
        this.classMap = classMap.or(() -> find(MAPS));
        this.groundTruth = groundTruth.or(() -> find(TRUTHS));
        if (this.classMap.isPresent()) {
            readMap(this.classMap.get());
        }
        Optional<Path> names = find(NAMES);
        if (names.isPresent()) {
            readWords(names.get());
        }
    }

    private Optional<Path> find(List<String> names) {
        return names.stream().map(root::resolve).filter(Files::isRegularFile).findFirst();
    }

    /** Lines of wnid, number and name. */
    private void readMap(Path file) throws ImageFileException {
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] fields = lines.get(i).strip().split("\\s+");
            if (i == 0 && fields[0].equals("folder")) {
                continue;
            }
            if (fields.length != 3 || !fields[1].matches("\\d{1,9}")) {
                throw wrong(file, i, "be a wnid, a number and a name", lines.get(i));
            }
            if (wnids.put(Integer.valueOf(fields[1]), fields[0]) != null) {
                throw wrong(file, i, "have a number that is not there before", lines.get(i));
            }
            words.put(fields[0], fields[2]);
        }
    }

    /** Lines of wnid and words. */
    private void readWords(Path file) throws ImageFileException {
        List<String> lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            String[] fields = lines.get(i).strip().split("\\s+", 2);
            if (fields.length != 2) {
                throw wrong(file, i, "be a wnid and words", lines.get(i));
            }
            words.put(fields[0], fields[1]);
        }
    }

    private static List<String> lines(Path file) throws ImageFileException {
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new ImageFileException(
                    "imagenet: a list must be readable, but " + file + " gave " + e + ". Fetch it again.", e);
        }
    }

    private static ImageFileException wrong(Path file, int line, String rule, String text) {
        return new ImageFileException("imagenet: " + file + ":" + (line + 1) + ": a line must " + rule
                + ", but it is \"" + text + "\". Fetch the file again.");
    }

    /** All wnids of the lists, in order. */
    List<String> wnids() throws ImageFileException {
        if (words.isEmpty()) {
            throw new ImageFileException("imagenet: a list must name the classes, but " + root + " has none of " + NAMES
                    + " and " + MAPS + ". Put one there, or set class-map.");
        }
        return List.copyOf(words.keySet());
    }

    /** The wnid and what it means. */
    String className(String wnid) {
        String meaning = words.get(wnid);
        return meaning == null ? wnid : wnid + " " + meaning;
    }

    /** The wnid of each validation image, from the first on. */
    List<String> validationWnids() throws ImageFileException {
        if (groundTruth.isEmpty() || classMap.isEmpty()) {
            throw new ImageFileException("imagenet: a flat val needs ground truth and class map, but " + root
                    + " has none of " + (groundTruth.isEmpty() ? TRUTHS : MAPS) + ". Put "
                    + (groundTruth.isEmpty() ? "ground-truth" : "class-map")
                    + " of the development kit there or in the config, or sort the images into folders.");
        }
        Path file = groundTruth.get();
        List<String> lines = lines(file);
        String[] truth = new String[lines.size()];
        for (int i = 0; i < truth.length; i++) {
            String number = lines.get(i).strip();
            String wnid = number.matches("\\d{1,9}") ? wnids.get(Integer.valueOf(number)) : null;
            if (wnid == null) {
                throw wrong(file, i, "be one of the " + wnids.size() + " numbers of " + classMap.get(), number);
            }
            truth[i] = wnid;
        }
        return List.of(truth);
    }
}
