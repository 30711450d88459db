package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.dataset.ByteTransform;
import org.neocog.dataset.ImageTransform;
import org.neocog.dataset.PointwiseTransform;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.dataset.WindowTransform;
import org.neocog.image.Image;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class AugmentationTest {
    @TempDir
    Path folder;

    static Transform create(TransformType type, Shape input, Object... options) {
        return type.create(Options.of(type.schema(), options), input);
    }

    static String refusal(TransformType type, Shape input, Object... options) {
        return assertThrows(ConfigException.class, () -> create(type, input, options))
                .problems()
                .get(0)
                .message();
    }

    static float[] apply(Transform transform, long index, float... source) {
        float[] target = new float[transform.outputShape().intSize()];
        Arrays.fill(target, Float.NaN);
        transform.apply(source, target, Philox.stream(9, 4, index));
        return target;
    }

    private static float[] noise(Shape shape) {
        Random random = new Random(3);
        float[] image = new float[shape.intSize()];
        for (int i = 0; i < image.length; i++) {
            image[i] = random.nextInt(256) / 255f;
        }
        return image;
    }

    @Test
    void paddingRepeatsTheEdgeOrMirrorsTheImage() {
        Transform edge = create(
                new PadTransformType(), Shape.of(1, 1, 3), "amount", List.of(1, 0, 2, 2), "padding-mode", "edge");
        assertArrayEquals(new float[] {1, 1, 1, 2, 3, 3, 3, 1, 1, 1, 2, 3, 3, 3}, apply(edge, 0, 1, 2, 3));
        Transform reflect = create(
                new PadTransformType(), Shape.of(1, 1, 3), "amount", List.of(0, 0, 2, 2), "padding-mode", "reflect");
        assertArrayEquals(new float[] {3, 2, 1, 2, 3, 2, 1}, apply(reflect, 0, 1, 2, 3));
        assertEquals(
                "random-crop: with padding-mode: reflect padding must be less than the image has pixels, but padding=3,"
                        + " pixels=3. Pad less, or choose padding-mode: edge.",
                refusal(
                        new RandomCropTransformType(),
                        Shape.of(1, 4, 3),
                        "size",
                        4,
                        "padding",
                        3,
                        "padding-mode",
                        "reflect"));
    }

    @Test
    void aRandomCropOfAMirroredImageIsAWindowOfIt() {
        Shape shape = Shape.of(2, 4, 5);
        float[] image = noise(shape);
        Transform padded = create(new PadTransformType(), shape, "amount", 3, "padding-mode", "reflect");
        float[] whole = apply(padded, 0, image);
        Transform crop = create(
                new RandomCropTransformType(), shape, "size", List.of(4, 5), "padding", 3, "padding-mode", "reflect");
        for (int i = 0; i < 50; i++) {
            Philox.Stream same = Philox.stream(9, 4, i);
            int top = same.nextInt(7);
            int left = same.nextInt(7);
            float[] expected = new float[40];
            for (int k = 0; k < 40; k++) {
                expected[k] = whole[(k / 20 * 10 + top + k / 5 % 4) * 11 + left + k % 5];
            }
            assertArrayEquals(expected, apply(crop, i, image));
        }
    }

    @Test
    void moversOfPixelsDoTheSameToBytes() {
        Shape shape = Shape.of(3, 7, 6);
        List<Transform> movers = List.of(
                create(new RandomCropTransformType(), shape, "size", 5, "padding", 2),
                create(new RandomCropTransformType(), shape, "size", 5, "padding", 2, "padding-mode", "edge"),
                create(new RandomCropTransformType(), shape, "size", List.of(9, 4), "padding", 2, "fill", 0.2),
                create(new PadTransformType(), shape, "amount", 2, "value", 1),
                create(new CenterCropTransformType(), shape, "size", List.of(3, 8)),
                create(new RandomHorizontalFlipTransformType(), shape),
                create(new RandomVerticalFlipTransformType(), shape));
        byte[] bytes = new byte[shape.intSize()];
        new Random(1).nextBytes(bytes);
        float[] floats = new float[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            floats[i] = (bytes[i] & 0xff) / 255f;
        }
        for (Transform transform : movers) {
            ByteTransform mover = assertInstanceOf(ByteTransform.class, transform);
            assertTrue(mover.isExactOnBytes());
            byte[] moved = new byte[mover.outputShape().intSize()];
            for (int index = 0; index < 20; index++) {
                mover.apply(bytes, moved, Philox.stream(9, 4, index));
                float[] expected = apply(mover, index, floats);
                for (int i = 0; i < moved.length; i++) {
                    assertEquals(expected[i], (moved[i] & 0xff) / 255f, mover + " " + index + " " + i);
                }
            }
        }
        Transform inexact = create(new RandomCropTransformType(), shape, "size", 5, "padding", 2, "fill", -1);
        assertEquals(false, ((ByteTransform) inexact).isExactOnBytes());
    }

    @Test
    void functionsOfOnePixelAreTheSameAsMap() {
        Shape shape = Shape.of(3, 2, 2);
        float[] image = noise(shape);
        for (Transform transform : List.of(
                create(
                        new NormalizeTransformType(),
                        shape,
                        "mean",
                        List.of(0.1, 0.2, 0.3),
                        "std",
                        List.of(0.3, 0.7, 0.9)),
                create(new ScaleTransformType(), shape, "factor", 255, "offset", -0.1),
                create(new PixelMeanTransformType(), shape, "mean", List.of(0.4, 0.5, 0.6)))) {
            PointwiseTransform pointwise = assertInstanceOf(PointwiseTransform.class, transform);
            float[] expected = apply(transform, 0, image);
            for (int i = 0; i < image.length; i++) {
                assertEquals(expected[i], pointwise.map(i / 4, image[i]));
            }
        }
    }

    @Test
    void aVerticalFlipTurnsTheRowsRound() {
        Transform flip = create(new RandomVerticalFlipTransformType(), Shape.of(2, 2, 2), "probability", 1);
        assertArrayEquals(new float[] {3, 4, 1, 2, 7, 8, 5, 6}, apply(flip, 0, 1, 2, 3, 4, 5, 6, 7, 8));
    }

    @Test
    void aRotationIsBilinearRoundTheMiddle() {
        Shape shape = Shape.of(2, 9, 7);
        float[] image = noise(shape);
        Transform rotation = create(new RandomRotationTransformType(), shape, "degrees", 40, "fill", 0.5);
        for (int index = 0; index < 10; index++) {
            double angle = StrictMath.toRadians(Philox.stream(9, 4, index).uniform(-40, 40));
            float[] turned = apply(rotation, index, image);
            for (int i = 0; i < turned.length; i++) {
                double y = i / 7 % 9 - 4;
                double x = i % 7 - 3;
                double fromY = 4 + y * Math.cos(angle) + x * Math.sin(angle);
                double fromX = 3 - y * Math.sin(angle) + x * Math.cos(angle);
                double expected = 0;
                for (int v = 0; v < 9; v++) {
                    for (int u = 0; u < 7; u++) {
                        expected += image[i / 63 * 63 + v * 7 + u] * hat(fromY - v) * hat(fromX - u);
                    }
                }
                double inside = 0;
                for (int v = 0; v < 9; v++) {
                    for (int u = 0; u < 7; u++) {
                        inside += hat(fromY - v) * hat(fromX - u);
                    }
                }
                assertEquals(expected + 0.5 * (1 - inside), turned[i], 1e-5, "index " + index + ", element " + i);
            }
        }
        assertArrayEquals(image, apply(create(new RandomRotationTransformType(), shape, "degrees", 0), 0, image));
    }

    private static double hat(double distance) {
        return Math.max(0, 1 - Math.abs(distance));
    }

    @Test
    void aRotationIsCounterclockwise() {
        Shape shape = Shape.of(1, 3, 3);
        Transform rotation = create(new RandomRotationTransformType(), shape, "degrees", 180);
        long index = 0;
        while (Math.abs(Philox.stream(9, 4, index).uniform(-180, 180) - 90) > 2) {
            index++;
        }
        float[] turned = apply(rotation, index, 0, 0, 0, 0, 0, 1, 0, 0, 0); // the pixel at the right
        assertTrue(turned[1] > 0.9, "goes to the top: " + Arrays.toString(turned));
    }

    @Test
    void cutoutFillsSquaresAtThePlacesThatTheStreamGives() {
        Shape shape = Shape.of(2, 6, 5);
        float[] image = noise(shape);
        Transform cutout = create(new CutoutTransformType(), shape, "size", 3, "holes", 2, "fill", -7);
        for (int index = 0; index < 50; index++) {
            Philox.Stream same = Philox.stream(9, 4, index);
            float[] expected = image.clone();
            for (int hole = 0; hole < 2; hole++) {
                int y = same.nextInt(6);
                int x = same.nextInt(5);
                for (int i = 0; i < expected.length; i++) {
                    if (Math.abs(i / 5 % 6 - y) <= 1 && Math.abs(i % 5 - x) <= 1) {
                        expected[i] = -7;
                    }
                }
            }
            assertArrayEquals(expected, apply(cutout, index, image));
        }
    }

    @Test
    void lightingMovesEachColourByTheComponents() {
        Transform lighting = create(new PcaLightingTransformType(), Shape.of(3, 1, 2), "std", 0.5);
        double[] sums = new double[3];
        double[] squares = new double[3];
        int count = 20_000;
        for (int index = 0; index < count; index++) {
            float[] lit = apply(lighting, index, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f);
            for (int c = 0; c < 3; c++) {
                double shift = lit[2 * c] - (0.1 + 0.2 * c);
                assertEquals(shift, lit[2 * c + 1] - (0.2 + 0.2 * c), 1e-6, "both pixels move alike");
                sums[c] += shift;
                squares[c] += shift * shift;
            }
        }
        double[] first = {-0.5675, -0.5808, -0.5836};
        double[] second = {0.7192, -0.0045, -0.6948};
        double[] third = {0.4009, -0.8140, 0.4203};
        for (int c = 0; c < 3; c++) {
            double variance = 0.25
                    * (Math.pow(first[c] * 0.2175, 2)
                            + Math.pow(second[c] * 0.0188, 2)
                            + Math.pow(third[c] * 0.0045, 2));
            assertEquals(0, sums[c] / count, 4 * Math.sqrt(variance / count));
            assertEquals(variance, squares[c] / count, 0.05 * variance);
        }
        assertEquals(
                "pca-lighting: images must have 3 channels (red, green, blue), but shape=[1, 2, 2]. Leave it out.",
                refusal(new PcaLightingTransformType(), Shape.of(1, 2, 2)));
    }

    @Test
    void aRandomResizedCropKeepsItsBoundsAndFallsBackToTheMiddle() {
        RandomBox box = new RandomBox(0.1, 0.5, 0.5, 2);
        double least = 1;
        double most = 0;
        for (int i = 0; i < 5000; i++) {
            box.draw(60, 90, Philox.stream(9, 4, i));
            assertTrue(box.top() >= 0 && box.left() >= 0);
            assertTrue(box.top() + box.height() <= 60 && box.left() + box.width() <= 90);
            double area = box.height() * box.width() / 5400.0;
            double ratio = (double) box.width() / box.height();
            assertTrue(ratio > 0.46 && ratio < 2.16, "ratio " + ratio);
            least = Math.min(least, area);
            most = Math.max(most, area);
        }
        assertEquals(0.1, least, 0.01);
        assertEquals(0.5, most, 0.01);
        new RandomBox(1, 1, 0.75, 4 / 3.0).draw(10, 100, Philox.stream(9, 4, 0));
        RandomBox wide = new RandomBox(1, 1, 0.75, 4 / 3.0);
        wide.draw(10, 100, Philox.stream(9, 4, 0));
        assertEquals(List.of(0, 43, 10, 13), List.of(wide.top(), wide.left(), wide.height(), wide.width()));
    }

    @Test
    void aRandomResizedCropIsTheResizedWindow() {
        Shape shape = Shape.of(2, 20, 30);
        float[] image = noise(shape);
        TransformType type = new RandomResizedCropTransformType();
        Transform crop = create(type, shape, "size", List.of(6, 7));
        ImageTransform ofAnySize = type.createForAnySize(Options.of(type.schema(), "size", List.of(6, 7)), 2);
        assertEquals(Shape.of(2, 6, 7), ofAnySize.outputShape().orElseThrow());
        Image interleaved = new Image();
        interleaved.reset(2, 20, 30);
        for (int i = 0; i < 600; i++) {
            interleaved.pixels()[2 * i] = (byte) Math.round(image[i] * 255);
            interleaved.pixels()[2 * i + 1] = (byte) Math.round(image[600 + i] * 255);
        }
        for (int index = 0; index < 20; index++) {
            RandomBox box = new RandomBox(0.08, 1, 0.75, 4 / 3.0);
            box.draw(20, 30, Philox.stream(9, 4, index));
            Shape window = Shape.of(2, box.height(), box.width());
            float[] cut = new float[window.intSize()];
            for (int i = 0; i < cut.length; i++) {
                int plane = box.height() * box.width();
                int y = box.top() + i % plane / box.width();
                cut[i] = image[i / plane * 600 + y * 30 + box.left() + i % box.width()];
            }
            Transform resize = create(new ResizeTransformType(), window, "size", List.of(6, 7));
            float[] expected = apply(resize, 0, cut);
            float[] cropped = apply(crop, index, image);
            assertArrayEquals(expected, cropped, 1e-6f);
            Image target = new Image();
            ofAnySize.apply(interleaved, target, Philox.stream(9, 4, index));
            for (int i = 0; i < cropped.length; i++) {
                assertEquals(cropped[i] * 255, target.pixels()[i % 42 * 2 + i / 42] & 0xff, 0.51, "rounded once");
            }
        }
    }

    @Test
    void aRandomResizedCropNeedsNothingButItsWindow() {
        TransformType type = new RandomResizedCropTransformType();
        for (int channels : new int[] {2, 3}) {
            WindowTransform crop =
                    (WindowTransform) type.createForAnySize(Options.of(type.schema(), "size", List.of(6, 7)), channels);
            Image whole = new Image();
            whole.reset(channels, 45, 70);
            new Random(3).nextBytes(whole.pixels());
            Image target = new Image();
            byte[] planes = new byte[channels * 42];
            for (int index = 0; index < 20; index++) {
                crop.apply(whole, target, Philox.stream(9, 4, index));
                Image window = new Image();
                window.set(whole);
                window.crop(crop.draw(45, 70, Philox.stream(9, 4, index)));
                crop.apply(window, planes);
                for (int i = 0; i < planes.length; i++) {
                    assertEquals(target.pixels()[i % 42 * channels + i / 42], planes[i]);
                }
            }
        }
    }

    @Test
    void aMeanImageComesFromANumPyFile() throws IOException {
        Shape shape = Shape.of(1, 2, 2);
        Path file = npy("<f4", "(1, 2, 2)", 16, false);
        Transform mean = create(new PixelMeanTransformType(), shape, "file", file.toString());
        assertArrayEquals(new float[] {1, 0.75f, 0.5f, 0.25f}, apply(mean, 0, 1, 1, 1, 1));
        Path wide = npy("<f8", "(1, 2, 2)", 32, true);
        assertArrayEquals(
                new float[] {1, 0.75f, 0.5f, 0.25f},
                apply(create(new PixelMeanTransformType(), shape, "file", wide.toString()), 0, 1, 1, 1, 1));
        assertTrue(refusal(new PixelMeanTransformType(), Shape.of(1, 2, 3), "file", file.toString())
                .contains("of shape (1, 2, 3) in C order, but its header is"));
        Path cut = npy("<f4", "(1, 2, 2)", 15, false);
        assertTrue(refusal(new PixelMeanTransformType(), shape, "file", cut.toString())
                .contains("must hold 4 numbers and nothing more"));
        assertTrue(refusal(
                        new PixelMeanTransformType(),
                        shape,
                        "file",
                        folder.resolve("none").toString())
                .contains("must exist, but does not"));
        assertTrue(refusal(new PixelMeanTransformType(), shape).contains("exactly one of mean and file must be given"));
    }

    private Path npy(String type, String shape, int bytes, boolean wide) throws IOException {
        String header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        header += " ".repeat(63 - (10 + header.length()) % 64) + "\n";
        ByteBuffer buffer = ByteBuffer.allocate(10 + header.length() + 32).order(ByteOrder.LITTLE_ENDIAN);
        buffer.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        buffer.put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 4; i++) {
            if (wide) {
                buffer.putDouble(0.25 * i);
            } else {
                buffer.putFloat(0.25f * i);
            }
        }
        return Files.write(
                folder.resolve(type.replace("<", "") + bytes + ".npy"),
                Arrays.copyOf(buffer.array(), 10 + header.length() + bytes));
    }
}
