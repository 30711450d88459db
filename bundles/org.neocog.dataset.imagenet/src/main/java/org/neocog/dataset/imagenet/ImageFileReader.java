package org.neocog.dataset.imagenet;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.neocog.dataset.ExampleReader;
import org.neocog.image.CorruptImageException;
import org.neocog.image.EncodedImage;
import org.neocog.image.Image;
import org.neocog.image.ImageDecoder;
import org.neocog.image.ImageWindow;

/** Reads a file into memory that is used again, and decodes it. */
final class ImageFileReader implements ExampleReader {
    private final ImageFileDataset dataset;
    private final String split;
    private final ImageFiles files;
    private final WholeFiles whole;
    private final ImageDecoder.Session decoder;
    private final EncodedImage encoded;
    private byte[] bytes = new byte[1 << 17];

    ImageFileReader(
            ImageFileDataset dataset, String split, ImageFiles files, WholeFiles whole, ImageDecoder.Session decoder) {
        this.dataset = dataset;
        this.split = split;
        this.files = files;
        this.whole = whole;
        this.decoder = decoder;
        this.encoded = new EncodedImage(dataset.mostPixels());
    }

    @Override
    public int read(long index, Image target) throws CorruptImageException {
        int example = checked(index);
        scanned(example, () -> decodeWhole(example, target));
        return files.label(example);
    }

    /** Decodes no more than the window takes, if the file has been decoded whole before. */
    @Override
    public int read(long index, ImageWindow.Choice choice, Image target) throws CorruptImageException {
        int example = checked(index);
        scanned(example, () -> {
            if (whole.contains(example)) {
                decoder.decode(encoded, choice.of(encoded.height(), encoded.width()), target);
            } else {
                decodeWhole(example, target);
                target.crop(choice.of(target.height(), target.width()));
            }
        });
        return files.label(example);
    }

    private void decodeWhole(int example, Image target) throws CorruptImageException {
        decoder.decode(encoded, target);
        whole.add(example);
    }

    /** What is done with a file that was scanned. */
    private interface Decoding {
        void run() throws CorruptImageException;
    }

    private void scanned(int example, Decoding decoding) throws CorruptImageException {
        Path file = dataset.root().resolve(files.path(example));
        try {
            int length = readFile(file); // before bytes is looked at: it may become another array
            encoded.scan(bytes, length);
            decoding.run();
        } catch (CorruptImageException e) {
            throw new CorruptImageException(place(file, example) + e.getMessage(), e);
        } catch (IOException e) {
            throw new CorruptImageException(
                    place(file, example) + "the file must be readable, but it gave " + e
                            + ". Correct its rights, or fetch it again.",
                    e);
        }
    }

    private String place(Path file, int example) {
        return dataset.name() + ": " + file + " (record " + example + " of " + split + "): ";
    }

    private int readFile(Path file) throws IOException {
        try (FileInputStream input = new FileInputStream(file.toFile())) {
            int length = 0;
            while (true) {
                int read = input.readNBytes(bytes, length, bytes.length - length);
                length += read;
                if (length < bytes.length) {
                    return length;
                }
                if (bytes.length > Integer.MAX_VALUE / 4) {
                    throw new IOException("a file of more than " + bytes.length + " bytes");
                }
                bytes = Arrays.copyOf(bytes, 2 * bytes.length);
            }
        }
    }

    @Override
    public int label(long index) {
        return files.label(checked(index));
    }

    private int checked(long index) {
        dataset.requireOpen();
        if (index < 0 || index >= files.size()) {
            throw new IndexOutOfBoundsException(dataset.name() + ": an index must be from 0 to " + (files.size() - 1)
                    + ", but index=" + index + " (split " + split + ").");
        }
        return (int) index;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
