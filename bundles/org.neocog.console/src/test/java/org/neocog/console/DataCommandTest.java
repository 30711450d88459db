package org.neocog.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandTest {
    @TempDir
    Path folder;

    private Bench bench;

    @BeforeEach
    void set() throws IOException {
        bench = new Bench(folder);
    }

    @Test
    void printsStatistics() throws IOException {
        assertEquals(0, bench.execute("data", "small.yaml"), bench.err());
        assertEquals("""
                train: points, split train, 3 examples of 1 classes
                  mean       0.500000
                  deviation  0.250000
                  size 2 x 2: 2
                  class a: 3
                  duplicates 1, of them with another class 1
                    train 1 = train 0, of another class
                  corrupt    1
                    x.png is cut off.
                """, bench.out());
        bench.out.reset();
        assertEquals(0, bench.execute("data", "small.yaml", "--stats", "--json"));
        assertEquals(
                "{\"dataset\":\"points\",\"split\":\"train\",\"examples\":3,\"classes\":{\"a\":3},\"sizes\":{\"2 x 2\":2},"
                        + "\"mean\":[0.5],\"deviation\":[0.25],\"duplicates\":1,\"duplicatesOfOtherClass\":1,"
                        + "\"firstDuplicates\":[\"train 1 = train 0, of another class\"],\"corrupt\":1,"
                        + "\"firstCorrupt\":[\"x.png is cut off.\"]}",
                bench.json().getAsJsonObject("train").toString());
    }

    @Test
    void drawsImagesWithTheirLabels() throws IOException {
        assertEquals(0, bench.execute("data", "small.yaml", "--preview", "p.png"), bench.err());
        assertEquals("1 images in p.png\n", bench.out());
        BufferedImage picture = ImageIO.read(folder.resolve("p.png").toFile());
        // one image of 2 x 1, 48 times as large, in a frame of 4; a line of 14 beneath it
        assertEquals(2 * 48 + 8, picture.getWidth());
        assertEquals(48 + 14 + 8, picture.getHeight());
        assertEquals(0xff000000, picture.getRGB(4, 4));
        assertEquals(0xff000000, picture.getRGB(51, 51));
        assertEquals(0xffc8c8c8, picture.getRGB(52, 4));
        assertEquals(0xffffffff, picture.getRGB(3, 3));
        // A: its top row has one pixel, in the middle; 1: its second row has the first two
        assertEquals(0xffffffff, picture.getRGB(4, 54));
        assertEquals(0xff000000, picture.getRGB(6, 54));
        assertEquals(0xff000000, picture.getRGB(12, 56));
        assertEquals(0xffffffff, picture.getRGB(16, 56));
    }

    @Test
    void refusesAnotherPart() {
        assertEquals(2, bench.execute("data", "small.yaml", "--preview", "p.png", "--part", "test"));
        assertTrue(bench.err().contains("--part must be train or eval, but part=test"), bench.err());
    }
}
