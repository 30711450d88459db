package org.neocog.dataset.imagenet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.dataset.CorruptImages;
import org.neocog.image.DecoderChoice;
import org.neocog.image.EncodedImage;
import org.neocog.image.ImageDecoder;

/**
 * What all datasets of image files can be told about decoding.
 *
 * @param corruptImages what becomes of files that cannot be decoded
 * @param mostPixels the largest image
 * @param decoder the decoder's name; empty for the fastest
 */
record FileOptions(CorruptImages corruptImages, long mostPixels, Optional<String> decoder) {
    static final Option<Long> MOST_PIXELS = Option.longInteger(
                    "most-pixels", "height times width of the largest image that is decoded")
            .unit("pixels")
            .orElse(EncodedImage.DEFAULT_MOST_PIXELS)
            .atLeast(1);
    static final Option<String> DECODER = Option.text(
                    "decoder", "name of the decoder; without it the one that is fastest on some of the files")
            .optional();

    private static final int SAMPLES = 8;
    private static final int SAMPLE_BYTES = 1 << 20;

    static FileOptions of(Options options) {
        return new FileOptions(options.get(CorruptImages.OPTION), options.get(MOST_PIXELS), options.find(DECODER));
    }

    /**
     * The decoder to use for these files.
     *
     * @throws ImageFileException if there is none of that name
     */
    ImageDecoder choose(String dataset, List<ImageDecoder> decoders, Path root, ImageFiles files)
            throws ImageFileException {
        if (decoder.isEmpty()) {
            return DecoderChoice.fastestFirst(decoders, () -> samples(root, files));
        }
        String wanted = decoder.get();
        return decoders.stream()
                .filter(candidate -> candidate.name().equals(wanted))
                .findFirst()
                .map(found -> DecoderChoice.inOrder(List.of(found)))
                .orElseThrow(
                        () -> new ImageFileException(dataset + ": decoder must be one that is installed, but decoder="
                                + wanted + "; available: "
                                + decoders.stream().map(ImageDecoder::name).toList()
                                + ". Install a bundle that offers it, or change decoder."));
    }

    /** Some files, from all over. One that cannot be read is left out: it is found when it is its turn. */
    private static List<byte[]> samples(Path root, ImageFiles files) {
        List<byte[]> samples = new ArrayList<>();
        for (int i = 0; i < Math.min(SAMPLES, files.size()); i++) {
            Path file = root.resolve(files.path((int) ((long) i * files.size() / SAMPLES)));
            try {
                if (Files.size(file) <= SAMPLE_BYTES) {
                    samples.add(Files.readAllBytes(file));
                }
            } catch (IOException e) {
                System.getLogger(FileOptions.class.getName()).log(System.Logger.Level.DEBUG, file + " is no sample", e);
            }
        }
        return samples;
    }
}
