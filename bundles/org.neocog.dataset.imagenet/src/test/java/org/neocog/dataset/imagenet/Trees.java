package org.neocog.dataset.imagenet;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Makes folders of images for tests. */
final class Trees {
    private Trees() {}

    /** A picture of one colour. */
    static Path image(Path file, int width, int height, int rgb) throws IOException {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            picture.setRGB(i % width, i / width, rgb);
        }
        Files.createDirectories(file.getParent());
        String name = file.getFileName().toString();
        ImageIO.write(picture, name.endsWith("png") ? "png" : "jpeg", file.toFile());
        return file;
    }

    /** Where the data of the project's neighbours are. */
    static Path shared(String name) {
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.isDirectory(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolve("../shared/data").resolve(name).normalize();
    }
}
