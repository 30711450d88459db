package org.neocog.dataset.transform;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;

/**
 * The loops of {@link ColourLanes}, eight longs at a time. Apart, because the class loads only where the module of the Vector API is. Each is one loop
 * that calls nothing of ours, since Java would put vectors on the heap otherwise. Arrays have room for whole vectors.
 */
final class LaneKernels {
    /** Longs in a vector. */
    static final int LANES = 8;

    private static final int PIXEL = 3;
    private static final int GREEN_SHIFT = ColourResampler.FIELD - ColourResampler.BYTE;
    private static final int BLUE_SHIFT = 2 * GREEN_SHIFT;

    /** By lane: the two words of four bytes that a pixel of three lies in, of eight pixels in six words. */
    private static final VectorShuffle<Integer> WORDS = VectorShuffle.fromArray(
            IntVector.SPECIES_512, new int[] {0, 1, 0, 1, 1, 2, 2, 3, 3, 4, 3, 4, 4, 5, 5, 6}, 0);

    /** By lane: where in its two words a pixel begins. */
    private static final long[] BEGINS = {0, 24, 16, 8, 0, 24, 16, 8};

    private LaneKernels() {}

    /** Whether vectors of this processor have so many lanes. */
    static boolean areForThisProcessor() {
        return LongVector.SPECIES_PREFERRED.length() == LANES;
    }

    /**
     * Packs pixels as long as whole vectors of bytes can be read.
     *
     * @return how many, from the first on; perhaps more than asked for
     */
    static int pack(byte[] pixels, int from, long[] packed, int to, int count) {
        int room = pixels.length - ByteVector.SPECIES_512.length() - from;
        int end = room < 0 ? 0 : Math.min(count, room / PIXEL + 1);
        LongVector begins = LongVector.fromArray(LongVector.SPECIES_512, BEGINS, 0);
        int x = 0;
        for (; x < end; x += LANES) {
            LongVector pixel = ByteVector.fromArray(ByteVector.SPECIES_512, pixels, from + PIXEL * x)
                    .reinterpretAsInts()
                    .rearrange(WORDS)
                    .reinterpretAsLongs()
                    .lanewise(VectorOperators.LSHR, begins);
            pixel.and(ColourResampler.RED)
                    .or(pixel.and(ColourResampler.GREEN).lanewise(VectorOperators.LSHL, GREEN_SHIFT))
                    .or(pixel.and(ColourResampler.BLUE).lanewise(VectorOperators.LSHL, BLUE_SHIFT))
                    .intoArray(packed, to + x);
        }
        return x;
    }

    /** {@code to[i] = (wa from[a + i] + wb from[b + i] + wc from[c + i] + wd from[d + i] + start >>> shift) & mask}, for {@code count} of them and up to a whole vector. */
    static void sumRows(
            long[] from,
            int a,
            long wa,
            int b,
            long wb,
            int c,
            long wc,
            int d,
            long wd,
            long[] to,
            int at,
            int count,
            long start,
            int shift,
            long mask) {
        for (int i = 0; i < count; i += LANES) {
            LongVector.fromArray(LongVector.SPECIES_512, from, a + i)
                    .mul(wa)
                    .add(LongVector.fromArray(LongVector.SPECIES_512, from, b + i)
                            .mul(wb))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, from, c + i)
                            .mul(wc))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, from, d + i)
                            .mul(wd))
                    .add(start)
                    .lanewise(VectorOperators.LSHR, shift)
                    .and(mask)
                    .intoArray(to, at + i);
        }
    }

    /** Adds four rows more: {@code to[i] += wa from[a + i] + wb from[b + i] + wc from[c + i] + wd from[d + i]}. */
    static void addRows(
            long[] from, int a, long wa, int b, long wb, int c, long wc, int d, long wd, long[] to, int at, int count) {
        for (int i = 0; i < count; i += LANES) {
            LongVector.fromArray(LongVector.SPECIES_512, to, at + i)
                    .add(LongVector.fromArray(LongVector.SPECIES_512, from, a + i)
                            .mul(wa))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, from, b + i)
                            .mul(wb))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, from, c + i)
                            .mul(wc))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, from, d + i)
                            .mul(wd))
                    .intoArray(to, at + i);
        }
    }

    /**
     * Weighs four neighbours, for eight rows at once: {@code to[x - begin] += wa[x] columns[p] + wb[x] columns[p + 1] + wc[x] columns[p + 2] + wd[x] columns[p +
     * 3]} with {@code p = firsts[x] - origin}, each a vector of eight rows.
     *
     * @param kept 0 where the result begins with {@code start}, -1 where it is added to
     */
    static void sumColumns(
            long[] columns,
            int[] firsts,
            int origin,
            long[] wa,
            long[] wb,
            long[] wc,
            long[] wd,
            long[] to,
            int begin,
            int end,
            long start,
            long kept) {
        for (int x = begin; x < end; x++) {
            int p = (firsts[x] - origin) * LANES;
            int at = (x - begin) * LANES;
            LongVector.fromArray(LongVector.SPECIES_512, to, at)
                    .and(kept)
                    .add(start)
                    .add(LongVector.fromArray(LongVector.SPECIES_512, columns, p)
                            .mul(wa[x]))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, columns, p + LANES)
                            .mul(wb[x]))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 2 * LANES)
                            .mul(wc[x]))
                    .add(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 3 * LANES)
                            .mul(wd[x]))
                    .intoArray(to, at);
        }
    }

    /**
     * Turns a byte of each of eight columns of eight rows to eight rows of eight bytes: byte {@code i} of {@code to[x + r]} is that at bit {@code shift} of row
     * {@code r} of column {@code x + i}.
     */
    static void turnBytes(long[] columns, int count, int shift, long[] to) {
        LongVector low = LongVector.broadcast(LongVector.SPECIES_512, 0xffL);
        for (int x = 0; x < count; x += LANES) {
            int p = x * LANES;
            LongVector.fromArray(LongVector.SPECIES_512, columns, p)
                    .lanewise(VectorOperators.LSHR, shift)
                    .and(low)
                    .or(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 8)
                            .lanewise(VectorOperators.LSHR, shift)
                            .and(low)
                            .lanewise(VectorOperators.LSHL, 8))
                    .or(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 16)
                            .lanewise(VectorOperators.LSHR, shift)
                            .and(low)
                            .lanewise(VectorOperators.LSHL, 16))
                    .or(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 24)
                            .lanewise(VectorOperators.LSHR, shift)
                            .and(low)
                            .lanewise(VectorOperators.LSHL, 24))
                    .or(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 32)
                            .lanewise(VectorOperators.LSHR, shift)
                            .and(low)
                            .lanewise(VectorOperators.LSHL, 32))
                    .or(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 40)
                            .lanewise(VectorOperators.LSHR, shift)
                            .and(low)
                            .lanewise(VectorOperators.LSHL, 40))
                    .or(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 48)
                            .lanewise(VectorOperators.LSHR, shift)
                            .and(low)
                            .lanewise(VectorOperators.LSHL, 48))
                    .or(LongVector.fromArray(LongVector.SPECIES_512, columns, p + 56)
                            .lanewise(VectorOperators.LSHR, shift)
                            .lanewise(VectorOperators.LSHL, 56))
                    .intoArray(to, x);
        }
    }
}
