package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Options;
import org.neocog.dataset.Dataset;
import org.neocog.dataset.FixedSizeDataset;
import org.neocog.dataset.ImageBatch;
import org.neocog.tensor.ElementType;

/** On 24 images of noise, whose label is their index modulo 10. */
class ClassSubsetTest {
    private static Dataset noise() {
        NoiseDatasetType type = new NoiseDatasetType();
        return type.open(Options.of(type.schema()));
    }

    private static FixedSizeDataset subset(Map<String, List<String>> classes) {
        return (FixedSizeDataset) ClassSubset.of(noise(), classes, Location.NONE);
    }

    @Test
    void keepsTheClassesInTheOrderGivenAndLeavesOutTheRest() {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        classes.put("high", List.of("7", "2"));
        classes.put("low", List.of("3"));
        try (FixedSizeDataset subset = subset(classes);
                BufferAllocator allocator = NeocogAllocators.root("subset", 1 << 20);
                ImageBatch some = ImageBatch.allocate(allocator, ElementType.UINT8, subset.imageShape(), 8);
                ImageBatch all = ImageBatch.allocate(allocator, ElementType.UINT8, subset.imageShape(), 8);
                FixedSizeDataset noise = (FixedSizeDataset) noise()) {
            assertEquals(List.of("high", "low"), subset.classNames());
            assertEquals(8, subset.size("train"), "2, 3, 7, 12, 13, 17, 22, 23");
            subset.read("train", new long[] {0, 1, 2, 7}, 4, some);
            noise.read("train", new long[] {2, 3, 7, 23}, 4, all);
            for (int row = 0; row < 4; row++) {
                assertEquals(new int[] {0, 1, 0, 1}[row], some.label(row));
            }
            for (long i = 0; i < some.images().size(); i++) {
                assertEquals(all.images().getDouble(i), some.images().getDouble(i));
            }
            assertNotEquals(noise.fingerprint(), subset.fingerprint());
        }
    }

    @Test
    void namesAClassThatIsNotThere() {
        ConfigException e =
                assertThrows(ConfigException.class, () -> subset(Map.of("a", List.of("1"), "b", List.of("cat"))));
        assertEquals(
                "default: select-classes: there is no class \"cat\"; classes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].",
                e.getMessage());
    }
}
