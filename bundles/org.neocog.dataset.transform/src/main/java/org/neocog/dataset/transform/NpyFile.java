package org.neocog.dataset.transform;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.neocog.tensor.Shape;

/** Reads arrays of little-endian float32 or float64 in the NumPy format, versions 1 and 2, C order. */
final class NpyFile {
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int MOST_HEADER = 1 << 16;
    private static final Pattern HEADER = Pattern.compile(
            "\\{\\s*'descr':\\s*'<f([48])',\\s*'fortran_order':\\s*False,\\s*'shape':\\s*\\(([0-9, ]*)\\),?\\s*\\}\\s*");

    private NpyFile() {}

    /** Reads all numbers. @throws IOException if it is not an array of this shape; says why */
    static float[] read(Path file, Shape shape) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(raw)) {
            return read(file, shape, in);
        } catch (EOFException e) {
            throw new IOException(file + " must be whole, but is truncated. Write it again.", e);
        } catch (java.nio.file.NoSuchFileException e) {
            throw new IOException(
                    file + " must exist, but does not. Write it by: neocog data CONFIG --mean-image FILE", e);
        }
    }

    private static float[] read(Path file, Shape shape, DataInputStream in) throws IOException {
        byte[] magic = in.readNBytes(8);
        boolean known = magic.length == 8 && (magic[6] == 1 || magic[6] == 2);
        for (int i = 0; known && i < MAGIC.length; i++) {
            known = magic[i] == MAGIC[i];
        }
        if (!known) {
            throw new IOException(file + " must be a NumPy file of version 1 or 2, but does not begin like one.");
        }
        int length = magic[6] == 1 ? Short.reverseBytes(in.readShort()) & 0xffff : Integer.reverseBytes(in.readInt());
        if (length < 0 || length > MOST_HEADER) {
            throw new IOException(file + " must have a header of at most " + MOST_HEADER + " bytes, but length="
                    + length + ". Write it again.");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        String header = new String(bytes, StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        String wanted = LongStream.of(shape.dims()).mapToObj(Long::toString).collect(Collectors.joining(","));
        if (!matcher.matches() || !matcher.group(2).replace(" ", "").equals(wanted)) {
            throw new IOException(file + " must be '<f4' or '<f8' of shape (" + wanted.replace(",", ", ")
                    + ") in C order, but its header is " + header.strip() + ". Write it for images of this shape.");
        }
        return numbers(in, shape.intSize(), matcher.group(1).equals("8"), file);
    }

    private static float[] numbers(DataInputStream in, int size, boolean wide, Path file) throws IOException {
        int width = wide ? 8 : 4;
        byte[] bytes = in.readNBytes(size * width);
        if (bytes.length != size * width || in.read() >= 0) {
            throw new IOException(
                    file + " must hold " + size + " numbers and nothing more, but does not. Write it again.");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        float[] numbers = new float[size];
        for (int i = 0; i < size; i++) {
            numbers[i] = wide ? (float) buffer.getDouble() : buffer.getFloat();
        }
        return numbers;
    }
}
