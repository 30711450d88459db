package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jocl.CL;
import org.junit.jupiter.api.Test;

/** Needs no device. */
class TilesTest {
    private static final int BUSY = 132;

    private static String usual(Tiles tiles, boolean alongRows, int rows, int lanes) {
        return tiles.fitting(alongRows, rows, lanes, 1, BUSY).get(0).name();
    }

    @Test
    void theUsualTileGoesByKindOfDeviceAndSize() {
        assertEquals("dots 64x32", usual(Tiles.CPU, true, 64, 576));
        assertEquals("64x32", usual(Tiles.CPU, false, 64, 1 << 20));
        assertEquals("64x64x16 by 4x4", usual(Tiles.GPU, false, 4096, 4096));
        assertEquals("128x128x16 by 8x8", usual(Tiles.NVIDIA, false, 4096, 4096));
        assertEquals("64x64x16 by 4x4", usual(Tiles.NVIDIA, false, 1024, 1024), "too few tiles to keep it busy");
        assertEquals("64x64x16 by 4x4", usual(Tiles.NVIDIA, false, 64, 1 << 20), "too few rows");
    }

    @Test
    void tilesGoByTheMakerOfTheDevice() {
        Device gpu = DeviceTest.device("NVIDIA CUDA", "nvidia-cuda", 0, "a", CL.CL_DEVICE_TYPE_GPU);
        assertEquals(Tiles.GPU, Tiles.of(gpu, false));
        assertEquals(Tiles.CPU, Tiles.of(gpu, true));
        assertEquals(Tiles.NVIDIA, Tiles.of(DeviceTest.ofVendor(gpu, "NVIDIA Corporation"), false));
    }

    @Test
    void productsAreOfferedEachFittingTileOnce() {
        for (Tiles tiles : List.of(Tiles.CPU, Tiles.GPU, Tiles.NVIDIA)) {
            Set<String> names = new HashSet<>();
            for (Tile tile : tiles.fitting(true, 4096, 4096, 1, BUSY)) {
                assertTrue(names.add(tile.name()), tile::name);
            }
            assertEquals(tiles.all().size(), names.size());
            assertEquals(
                    List.of(),
                    tiles.fitting(false, 8, 8, 1, BUSY).stream()
                            .filter(Tile::alongRows)
                            .toList());
        }
    }

    @Test
    void refusesTilesWhoseItemsDoNotShareTheWork() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Tile.ofItems(128, 128, 16, 16, 16));
        assertTrue(refusal.getMessage().contains("items=64, rows=128"), refusal.getMessage());
    }
}
