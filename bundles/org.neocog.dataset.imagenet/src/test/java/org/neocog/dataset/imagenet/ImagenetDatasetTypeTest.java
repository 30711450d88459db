package org.neocog.dataset.imagenet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.AnySizeDataset;
import org.neocog.dataset.ExampleReader;
import org.neocog.dataset.testkit.DatasetContract;
import org.neocog.image.Image;
import org.neocog.image.imageio.ImageIoDecoder;

class ImagenetDatasetTypeTest {
    private final ImagenetDatasetType type = new ImagenetDatasetType(List.of(new ImageIoDecoder()));

    @TempDir
    private Path folder;

    private AnySizeDataset open(Path path, Object... more) {
        List<Object> all = new ArrayList<>(List.of("path", path.toString()));
        all.addAll(Arrays.asList(more));
        return type.open(Options.of(type.schema(), all.toArray()));
    }

    private String refusal(Object... more) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> open(folder, more));
        return refusal.problems().get(0).message().replace(folder.toString(), "DIR");
    }

    private void lists() throws IOException {
        Files.writeString(
                folder.resolve("map_clsloc.txt"),
                "n02119789 1 kit_fox\nn02100735 2 English_setter\nn01440764 3 tench\n");
        Files.writeString(folder.resolve("ILSVRC2012_validation_ground_truth.txt"), "3\n1\n2\n3\n");
        Files.writeString(
                folder.resolve("synset_words.txt"),
                "n01440764 tench, Tinca tinca\nn02100735 English setter\nn02119789 kit fox, Vulpes macrotis\n");
    }

    private void flat(int... numbers) throws IOException {
        for (int number : numbers) {
            Trees.image(folder.resolve("val/ILSVRC2012_val_%08d.JPEG".formatted(number)), 8, 8, 0);
        }
    }

    private static List<Integer> labels(AnySizeDataset dataset, String split) {
        List<Integer> labels = new ArrayList<>();
        try (ExampleReader reader = dataset.reader(split)) {
            for (int i = 0; i < dataset.size(split); i++) {
                labels.add(reader.label(i));
            }
        }
        return labels;
    }

    @Test
    void countsClassesByTheirWnidsNotByTheDevelopmentKit() throws IOException {
        lists();
        flat(1, 2, 3, 4);
        try (AnySizeDataset dataset = open(folder)) {
            assertEquals(
                    List.of(
                            "n01440764 tench, Tinca tinca",
                            "n02100735 English setter",
                            "n02119789 kit fox, Vulpes macrotis"),
                    dataset.classNames());
            assertEquals(List.of("val"), dataset.splits());
            assertEquals(List.of(0, 2, 1, 0), labels(dataset, "val"), "3, 1, 2, 3 in the kit's numbers");
        }
    }

    @Test
    void takesTheClassesOfTrain() throws IOException {
        Trees.image(folder.resolve("train/n02119789/n02119789_1.JPEG"), 8, 8, 0);
        Trees.image(folder.resolve("train/n01440764/n01440764_7.JPEG"), 8, 8, 0);
        lists();
        flat(1, 2, 4);
        try (AnySizeDataset dataset = open(folder)) {
            assertEquals(
                    List.of("n01440764 tench, Tinca tinca", "n02119789 kit fox, Vulpes macrotis"),
                    dataset.classNames());
            assertEquals(List.of("train", "val"), dataset.splits());
            assertEquals(List.of(0, 1), labels(dataset, "train"));
            assertEquals(List.of(0, 1, 0), labels(dataset, "val"));
        }
        flat(3);
        assertEquals(
                "imagenet: images of val must be of the classes that train has folders for, but"
                        + " DIR/val/ILSVRC2012_val_00000003.JPEG is of n02100735 English setter. Set classes to all.",
                refusal());
        try (AnySizeDataset dataset = open(folder, "classes", "all")) {
            assertEquals(List.of(0, 2), labels(dataset, "train"));
            assertEquals(List.of(0, 2, 1, 0), labels(dataset, "val"));
        }
    }

    @Test
    void refusesImagesAndLinesWithoutTruth() throws IOException {
        flat(1);
        assertTrue(refusal().contains("a list must name the classes, but DIR has none of"), refusal());
        lists();
        flat(5);
        assertEquals(
                "imagenet: images of a flat val must be called ILSVRC2012_val_00000001.JPEG and so on, up to the 4 lines of"
                        + " the ground truth, but there is DIR/val/ILSVRC2012_val_00000005.JPEG. Take it away, or correct"
                        + " its name.",
                refusal());
        Files.writeString(folder.resolve("ILSVRC2012_validation_ground_truth.txt"), "3\n4\n");
        assertEquals(
                "imagenet: DIR/ILSVRC2012_validation_ground_truth.txt:2: a line must be one of the 3 numbers of"
                        + " DIR/map_clsloc.txt, but it is \"4\". Fetch the file again.",
                refusal());
        Files.delete(folder.resolve("ILSVRC2012_validation_ground_truth.txt"));
        assertTrue(
                refusal().startsWith("imagenet: a flat val needs ground truth and class map, but DIR has none of ["));
        Files.writeString(folder.resolve("map_clsloc.txt"), "n02119789 1 kit_fox\nn02100735 1 English_setter\n");
        assertEquals(
                "imagenet: DIR/map_clsloc.txt:2: a line must have a number that is not there before, but it is \"n02100735"
                        + " 1 English_setter\". Fetch the file again.",
                refusal());
    }

    @Test
    void refusesFoldersThatAreNotThere() throws IOException {
        assertEquals(
                "imagenet: there must be a folder train or val, but DIR has neither. Unpack the archives of ILSVRC there, or"
                        + " correct path.",
                refusal());
        Files.createDirectories(folder.resolve("train"));
        assertEquals(
                "imagenet: there must be a folder for each synset, but DIR/train has no folder. Unpack the archives of"
                        + " ILSVRC there, or correct path.",
                refusal());
        Files.createDirectories(folder.resolve("train/n01440764"));
        assertEquals(
                "imagenet: the folder of a class must have an image (.jpeg, .jpg, .png), but DIR/train/n01440764 has none."
                        + " Take it away, or put images there.",
                refusal());
    }

    private static Path mini() {
        Path mini = Trees.shared("imagenet-mini");
        assumeTrue(
                Files.isDirectory(mini),
                "SKIPPED: there is no part of ImageNet at " + mini + "; put one there to test against it.");
        return mini;
    }

    @Test
    void readsAPartOfTheRealImagenet() throws Exception {
        Path mini = mini();
        try (AnySizeDataset dataset = open(mini);
                AnySizeDataset all = open(mini, "classes", "all");
                ExampleReader reader = dataset.reader("val")) {
            assertEquals(120, dataset.size("train"));
            assertEquals(40, dataset.size("val"));
            assertEquals(10, dataset.classNames().size());
            assertEquals("n01440764 tench, Tinca tinca", dataset.classNames().get(0));
            assertEquals("n03888257 parachute, chute", dataset.classNames().get(9));
            assertEquals(1000, all.classNames().size());
            assertEquals(217, labels(all, "train").get(12), "English springer, as every list of 1000 has it");
            Image image = new Image();
            assertEquals(0, reader.read(0, image));
            assertEquals(224, image.height());
        }
    }

    /** Images of the real validation set lie in train, under the folder of their synset. */
    @Test
    void findsTheTruthOfRealValidationImages() throws IOException {
        Path mini = mini();
        for (String list : List.of("map_clsloc.txt", "ILSVRC2012_validation_ground_truth.txt", "synset_words.txt")) {
            Files.copy(mini.resolve(list), folder.resolve(list));
        }
        Files.createDirectories(folder.resolve("val"));
        List<String> expected = new ArrayList<>();
        try (Stream<Path> files = Files.walk(mini.resolve("train"))) {
            for (Path file : (Iterable<Path>)
                    files.filter(path -> path.getFileName().toString().startsWith("ILSVRC2012_val_"))
                            .sorted((a, b) -> a.getFileName().compareTo(b.getFileName()))::iterator) {
                Files.copy(file, folder.resolve("val").resolve(file.getFileName()));
                expected.add(file.getParent().getFileName().toString());
            }
        }
        assertEquals(4, expected.size());
        try (AnySizeDataset dataset = open(folder)) {
            assertEquals(
                    expected,
                    labels(dataset, "val").stream()
                            .map(label -> dataset.classNames().get(label).substring(0, 9))
                            .toList());
        }
    }

    @TestFactory
    Stream<DynamicTest> keepsTheContractOfDatasets() {
        Path mini = mini();
        return new DatasetContract(() -> open(mini))
                .checks().stream().map(check -> dynamicTest(check.claim(), check::run));
    }
}
