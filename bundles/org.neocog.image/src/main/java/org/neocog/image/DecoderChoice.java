package org.neocog.image;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.cache.FactFile;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Several decoders as one: each image goes to the first that supports it; what that one finds corrupt, the next one is asked about, as some
 * decoders cannot tell harmless oddities from damage. Provided by the framework.
 */
@ProviderType
public final class DecoderChoice implements ImageDecoder {
    /** Folder of the cache that keeps which decoder is fastest. */
    private static final String KEPT = "decoders";

    private static final System.Logger LOG = System.getLogger(DecoderChoice.class.getName());
    private static final int LEAST_ROUNDS = 4;
    /** For each decoder: the code round its library is compiled meanwhile, as it will be in use. */
    private static final long LEAST_NANOS = 150_000_000;

    private final List<ImageDecoder> decoders;

    private DecoderChoice(List<ImageDecoder> decoders) {
        this.decoders = List.copyOf(decoders);
    }

    /**
     * The decoders in the order given.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DecoderChoice inOrder(List<ImageDecoder> decoders) {
        if (decoders.isEmpty()) {
            throw new IllegalArgumentException(
                    "image decoders: there must be one, but there is none. Install a bundle that offers one.");
        }
        return new DecoderChoice(decoders);
    }

    /**
     * The decoders, the one that decodes some samples fastest first. One that cannot decode a sample is slower than all that can. An order of decoders that could decode all
     * samples is kept in the {@linkplain FactFile#folder cache}, if there is one, and taken from there the next time, without a measurement.
     *
     * @param samples gives whole files; asked only if they are needed
     * @throws IllegalArgumentException if there is no decoder
     */
    public static DecoderChoice fastestFirst(List<ImageDecoder> decoders, Supplier<List<byte[]>> samples) {
        DecoderChoice all = inOrder(decoders);
        if (decoders.size() == 1) {
            return all;
        }
        Path folder = FactFile.folder().map(cache -> cache.resolve(KEPT)).orElse(null);
        KnownOrder known = folder == null ? null : new KnownOrder(folder, decoders);
        List<ImageDecoder> kept = known == null ? null : known.read();
        if (kept != null) {
            DecoderChoice choice = new DecoderChoice(kept);
            LOG.log(
                    System.Logger.Level.INFO,
                    "image decoder " + choice.name() + " is used: it was the fastest before. Remove " + folder
                            + " to have them measured again");
            return choice;
        }
        List<byte[]> files = samples.get();
        return files.isEmpty() ? all : measured(decoders, files, known);
    }

    private static DecoderChoice measured(
            List<ImageDecoder> decoders, List<byte[]> samples, @Nullable KnownOrder known) {
        List<Timing> timings = new ArrayList<>();
        decoders.forEach(decoder -> timings.add(new Timing(decoder, millisPerImage(decoder, samples))));
        timings.sort(Comparator.comparingDouble(Timing::millis));
        List<ImageDecoder> ordered = timings.stream().map(Timing::decoder).toList();
        if (known != null && timings.stream().allMatch(timing -> Double.isFinite(timing.millis()))) {
            known.write(ordered);
        }
        LOG.log(
                System.Logger.Level.INFO,
                "image decoder " + timings.get(0).decoder().name() + " is used: "
                        + timings.stream().map(Timing::toString).collect(Collectors.joining(", ")) + " per image");
        return new DecoderChoice(ordered);
    }

    /** How long a decoder takes for an image. */
    private record Timing(ImageDecoder decoder, double millis) {
        @Override
        public String toString() {
            return String.format("%s %.2f ms", decoder.name(), millis);
        }
    }

    /** The best of some rounds, after one that does not count. */
    private static double millisPerImage(ImageDecoder decoder, List<byte[]> samples) {
        EncodedImage encoded = new EncodedImage(EncodedImage.DEFAULT_MOST_PIXELS);
        Image target = new Image();
        long best = Long.MAX_VALUE;
        try (Session session = decoder.open()) {
            long begun = System.nanoTime();
            for (int round = 0; round < LEAST_ROUNDS || System.nanoTime() - begun < LEAST_NANOS; round++) {
                long start = System.nanoTime();
                for (byte[] sample : samples) {
                    encoded.scan(sample, sample.length);
                    if (!decoder.supports(encoded)) {
                        return Double.POSITIVE_INFINITY;
                    }
                    session.decode(encoded, target);
                }
                best = round == 0 ? best : Math.min(best, System.nanoTime() - start);
            }
        } catch (CorruptImageException e) {
            LOG.log(System.Logger.Level.DEBUG, decoder.name() + " cannot decode a sample", e);
            return Double.POSITIVE_INFINITY;
        }
        return best / 1e6 / samples.size();
    }

    /** The name of the first. */
    @Override
    public String name() {
        return decoders.get(0).name();
    }

    @Override
    public boolean supports(EncodedImage image) {
        return decoders.stream().anyMatch(decoder -> decoder.supports(image));
    }

    @Override
    public Session open() {
        return new ChosenSession(decoders);
    }

    /** A session of each, opened when it is needed. */
    private static final class ChosenSession implements Session {
        private final List<ImageDecoder> decoders;
        private final Session[] sessions;

        ChosenSession(List<ImageDecoder> decoders) {
            this.decoders = decoders;
            this.sessions = new Session[decoders.size()];
        }

        @Override
        public void decode(EncodedImage image, Image target) throws CorruptImageException {
            first(image, session -> session.decode(image, target));
        }

        @Override
        public void decode(EncodedImage image, ImageWindow window, Image target) throws CorruptImageException {
            first(image, session -> session.decode(image, window, target));
        }

        /** What a session is asked to do. */
        private interface Decoding {
            void by(Session session) throws CorruptImageException;
        }

        private void first(EncodedImage image, Decoding decoding) throws CorruptImageException {
            CorruptImageException failure = null;
            for (int i = 0; i < sessions.length; i++) {
                if (!decoders.get(i).supports(image)) {
                    continue;
                }
                try {
                    decoding.by(session(i));
                    return;
                } catch (CorruptImageException e) {
                    if (failure != null) {
                        e.addSuppressed(failure);
                    }
                    failure = e;
                }
            }
            throw failure != null
                    ? failure
                    : new CorruptImageException("image decoders: one must support " + image.format() + " of "
                            + image.colour() + ", but of "
                            + decoders.stream().map(ImageDecoder::name).toList()
                            + " none does. Convert the file, or install another.");
        }

        private Session session(int i) {
            Session session = sessions[i];
            if (session == null) {
                session = decoders.get(i).open();
                sessions[i] = session;
            }
            return session;
        }

        @Override
        public void close() {
            for (Session session : sessions) {
                if (session != null) {
                    session.close();
                }
            }
        }
    }
}
