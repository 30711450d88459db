package org.neocog.backend.onednn;

import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Kernels for vectors of 16 numbers. Written by {@code LaneKernelSource}: change that, not this. */
final class LaneKernels16 extends LaneKernels {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_512;

    LaneKernels16() {
        super(
                16,
                List.of(
                        new Convolution(8, 2, LaneKernels16::convolution8x2),
                        new Convolution(6, 2, LaneKernels16::convolution6x2),
                        new Convolution(3, 4, LaneKernels16::convolution3x4),
                        new Convolution(4, 4, LaneKernels16::convolution4x4),
                        new Convolution(4, 2, LaneKernels16::convolution4x2),
                        new Convolution(2, 4, LaneKernels16::convolution2x4),
                        new Convolution(2, 2, LaneKernels16::convolution2x2)),
                List.of(
                        new Filter(4, 5, LaneKernels16::filter4x5),
                        new Filter(3, 5, LaneKernels16::filter3x5),
                        new Filter(2, 5, LaneKernels16::filter2x5),
                        new Filter(6, 3, LaneKernels16::filter6x3),
                        new Filter(4, 3, LaneKernels16::filter4x3),
                        new Filter(2, 3, LaneKernels16::filter2x3)),
                List.of(
                        new Rows(8, 5, LaneKernels16::rows8x5),
                        new Rows(10, 5, LaneKernels16::rows10x5),
                        new Rows(10, 3, LaneKernels16::rows10x3),
                        new Rows(12, 3, LaneKernels16::rows12x3)),
                LaneKernels16::pool,
                LaneKernels16::poolGradient);
    }

    private static void convolution8x2(
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        FloatVector a0_0 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_1 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a1_0 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_1 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a2_0 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_1 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a3_0 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a3_1 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a4_0 = FloatVector.broadcast(S, bias[channel + 4]);
        FloatVector a4_1 = FloatVector.broadcast(S, bias[channel + 4]);
        FloatVector a5_0 = FloatVector.broadcast(S, bias[channel + 5]);
        FloatVector a5_1 = FloatVector.broadcast(S, bias[channel + 5]);
        FloatVector a6_0 = FloatVector.broadcast(S, bias[channel + 6]);
        FloatVector a6_1 = FloatVector.broadcast(S, bias[channel + 6]);
        FloatVector a7_0 = FloatVector.broadcast(S, bias[channel + 7]);
        FloatVector a7_1 = FloatVector.broadcast(S, bias[channel + 7]);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            a0_0 = x0.fma(w0, a0_0);
            a0_1 = x1.fma(w0, a0_1);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            a1_0 = x0.fma(w1, a1_0);
            a1_1 = x1.fma(w1, a1_1);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            a2_0 = x0.fma(w2, a2_0);
            a2_1 = x1.fma(w2, a2_1);
            FloatVector w3 = FloatVector.broadcast(S, w[k + 3]);
            a3_0 = x0.fma(w3, a3_0);
            a3_1 = x1.fma(w3, a3_1);
            FloatVector w4 = FloatVector.broadcast(S, w[k + 4]);
            a4_0 = x0.fma(w4, a4_0);
            a4_1 = x1.fma(w4, a4_1);
            FloatVector w5 = FloatVector.broadcast(S, w[k + 5]);
            a5_0 = x0.fma(w5, a5_0);
            a5_1 = x1.fma(w5, a5_1);
            FloatVector w6 = FloatVector.broadcast(S, w[k + 6]);
            a6_0 = x0.fma(w6, a6_0);
            a6_1 = x1.fma(w6, a6_1);
            FloatVector w7 = FloatVector.broadcast(S, w[k + 7]);
            a7_0 = x0.fma(w7, a7_0);
            a7_1 = x1.fma(w7, a7_1);
            k += 8;
        }
        a0_0.intoArray(y, to + 0 * plane + 0);
        a0_1.intoArray(y, to + 0 * plane + 16);
        a1_0.intoArray(y, to + 1 * plane + 0);
        a1_1.intoArray(y, to + 1 * plane + 16);
        a2_0.intoArray(y, to + 2 * plane + 0);
        a2_1.intoArray(y, to + 2 * plane + 16);
        a3_0.intoArray(y, to + 3 * plane + 0);
        a3_1.intoArray(y, to + 3 * plane + 16);
        a4_0.intoArray(y, to + 4 * plane + 0);
        a4_1.intoArray(y, to + 4 * plane + 16);
        a5_0.intoArray(y, to + 5 * plane + 0);
        a5_1.intoArray(y, to + 5 * plane + 16);
        a6_0.intoArray(y, to + 6 * plane + 0);
        a6_1.intoArray(y, to + 6 * plane + 16);
        a7_0.intoArray(y, to + 7 * plane + 0);
        a7_1.intoArray(y, to + 7 * plane + 16);
    }

    private static void convolution6x2(
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        FloatVector a0_0 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_1 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a1_0 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_1 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a2_0 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_1 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a3_0 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a3_1 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a4_0 = FloatVector.broadcast(S, bias[channel + 4]);
        FloatVector a4_1 = FloatVector.broadcast(S, bias[channel + 4]);
        FloatVector a5_0 = FloatVector.broadcast(S, bias[channel + 5]);
        FloatVector a5_1 = FloatVector.broadcast(S, bias[channel + 5]);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            a0_0 = x0.fma(w0, a0_0);
            a0_1 = x1.fma(w0, a0_1);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            a1_0 = x0.fma(w1, a1_0);
            a1_1 = x1.fma(w1, a1_1);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            a2_0 = x0.fma(w2, a2_0);
            a2_1 = x1.fma(w2, a2_1);
            FloatVector w3 = FloatVector.broadcast(S, w[k + 3]);
            a3_0 = x0.fma(w3, a3_0);
            a3_1 = x1.fma(w3, a3_1);
            FloatVector w4 = FloatVector.broadcast(S, w[k + 4]);
            a4_0 = x0.fma(w4, a4_0);
            a4_1 = x1.fma(w4, a4_1);
            FloatVector w5 = FloatVector.broadcast(S, w[k + 5]);
            a5_0 = x0.fma(w5, a5_0);
            a5_1 = x1.fma(w5, a5_1);
            k += 6;
        }
        a0_0.intoArray(y, to + 0 * plane + 0);
        a0_1.intoArray(y, to + 0 * plane + 16);
        a1_0.intoArray(y, to + 1 * plane + 0);
        a1_1.intoArray(y, to + 1 * plane + 16);
        a2_0.intoArray(y, to + 2 * plane + 0);
        a2_1.intoArray(y, to + 2 * plane + 16);
        a3_0.intoArray(y, to + 3 * plane + 0);
        a3_1.intoArray(y, to + 3 * plane + 16);
        a4_0.intoArray(y, to + 4 * plane + 0);
        a4_1.intoArray(y, to + 4 * plane + 16);
        a5_0.intoArray(y, to + 5 * plane + 0);
        a5_1.intoArray(y, to + 5 * plane + 16);
    }

    private static void convolution3x4(
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        FloatVector a0_0 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_1 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_2 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_3 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a1_0 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_1 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_2 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_3 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a2_0 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_1 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_2 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_3 = FloatVector.broadcast(S, bias[channel + 2]);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector x3 = FloatVector.fromArray(S, x, at + 48);
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            a0_0 = x0.fma(w0, a0_0);
            a0_1 = x1.fma(w0, a0_1);
            a0_2 = x2.fma(w0, a0_2);
            a0_3 = x3.fma(w0, a0_3);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            a1_0 = x0.fma(w1, a1_0);
            a1_1 = x1.fma(w1, a1_1);
            a1_2 = x2.fma(w1, a1_2);
            a1_3 = x3.fma(w1, a1_3);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            a2_0 = x0.fma(w2, a2_0);
            a2_1 = x1.fma(w2, a2_1);
            a2_2 = x2.fma(w2, a2_2);
            a2_3 = x3.fma(w2, a2_3);
            k += 3;
        }
        a0_0.intoArray(y, to + 0 * plane + 0);
        a0_1.intoArray(y, to + 0 * plane + 16);
        a0_2.intoArray(y, to + 0 * plane + 32);
        a0_3.intoArray(y, to + 0 * plane + 48);
        a1_0.intoArray(y, to + 1 * plane + 0);
        a1_1.intoArray(y, to + 1 * plane + 16);
        a1_2.intoArray(y, to + 1 * plane + 32);
        a1_3.intoArray(y, to + 1 * plane + 48);
        a2_0.intoArray(y, to + 2 * plane + 0);
        a2_1.intoArray(y, to + 2 * plane + 16);
        a2_2.intoArray(y, to + 2 * plane + 32);
        a2_3.intoArray(y, to + 2 * plane + 48);
    }

    private static void convolution4x4(
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        FloatVector a0_0 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_1 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_2 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_3 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a1_0 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_1 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_2 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_3 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a2_0 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_1 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_2 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_3 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a3_0 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a3_1 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a3_2 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a3_3 = FloatVector.broadcast(S, bias[channel + 3]);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector x3 = FloatVector.fromArray(S, x, at + 48);
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            a0_0 = x0.fma(w0, a0_0);
            a0_1 = x1.fma(w0, a0_1);
            a0_2 = x2.fma(w0, a0_2);
            a0_3 = x3.fma(w0, a0_3);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            a1_0 = x0.fma(w1, a1_0);
            a1_1 = x1.fma(w1, a1_1);
            a1_2 = x2.fma(w1, a1_2);
            a1_3 = x3.fma(w1, a1_3);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            a2_0 = x0.fma(w2, a2_0);
            a2_1 = x1.fma(w2, a2_1);
            a2_2 = x2.fma(w2, a2_2);
            a2_3 = x3.fma(w2, a2_3);
            FloatVector w3 = FloatVector.broadcast(S, w[k + 3]);
            a3_0 = x0.fma(w3, a3_0);
            a3_1 = x1.fma(w3, a3_1);
            a3_2 = x2.fma(w3, a3_2);
            a3_3 = x3.fma(w3, a3_3);
            k += 4;
        }
        a0_0.intoArray(y, to + 0 * plane + 0);
        a0_1.intoArray(y, to + 0 * plane + 16);
        a0_2.intoArray(y, to + 0 * plane + 32);
        a0_3.intoArray(y, to + 0 * plane + 48);
        a1_0.intoArray(y, to + 1 * plane + 0);
        a1_1.intoArray(y, to + 1 * plane + 16);
        a1_2.intoArray(y, to + 1 * plane + 32);
        a1_3.intoArray(y, to + 1 * plane + 48);
        a2_0.intoArray(y, to + 2 * plane + 0);
        a2_1.intoArray(y, to + 2 * plane + 16);
        a2_2.intoArray(y, to + 2 * plane + 32);
        a2_3.intoArray(y, to + 2 * plane + 48);
        a3_0.intoArray(y, to + 3 * plane + 0);
        a3_1.intoArray(y, to + 3 * plane + 16);
        a3_2.intoArray(y, to + 3 * plane + 32);
        a3_3.intoArray(y, to + 3 * plane + 48);
    }

    private static void convolution4x2(
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        FloatVector a0_0 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_1 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a1_0 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_1 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a2_0 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a2_1 = FloatVector.broadcast(S, bias[channel + 2]);
        FloatVector a3_0 = FloatVector.broadcast(S, bias[channel + 3]);
        FloatVector a3_1 = FloatVector.broadcast(S, bias[channel + 3]);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            a0_0 = x0.fma(w0, a0_0);
            a0_1 = x1.fma(w0, a0_1);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            a1_0 = x0.fma(w1, a1_0);
            a1_1 = x1.fma(w1, a1_1);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            a2_0 = x0.fma(w2, a2_0);
            a2_1 = x1.fma(w2, a2_1);
            FloatVector w3 = FloatVector.broadcast(S, w[k + 3]);
            a3_0 = x0.fma(w3, a3_0);
            a3_1 = x1.fma(w3, a3_1);
            k += 4;
        }
        a0_0.intoArray(y, to + 0 * plane + 0);
        a0_1.intoArray(y, to + 0 * plane + 16);
        a1_0.intoArray(y, to + 1 * plane + 0);
        a1_1.intoArray(y, to + 1 * plane + 16);
        a2_0.intoArray(y, to + 2 * plane + 0);
        a2_1.intoArray(y, to + 2 * plane + 16);
        a3_0.intoArray(y, to + 3 * plane + 0);
        a3_1.intoArray(y, to + 3 * plane + 16);
    }

    private static void convolution2x4(
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        FloatVector a0_0 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_1 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_2 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_3 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a1_0 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_1 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_2 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_3 = FloatVector.broadcast(S, bias[channel + 1]);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector x3 = FloatVector.fromArray(S, x, at + 48);
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            a0_0 = x0.fma(w0, a0_0);
            a0_1 = x1.fma(w0, a0_1);
            a0_2 = x2.fma(w0, a0_2);
            a0_3 = x3.fma(w0, a0_3);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            a1_0 = x0.fma(w1, a1_0);
            a1_1 = x1.fma(w1, a1_1);
            a1_2 = x2.fma(w1, a1_2);
            a1_3 = x3.fma(w1, a1_3);
            k += 2;
        }
        a0_0.intoArray(y, to + 0 * plane + 0);
        a0_1.intoArray(y, to + 0 * plane + 16);
        a0_2.intoArray(y, to + 0 * plane + 32);
        a0_3.intoArray(y, to + 0 * plane + 48);
        a1_0.intoArray(y, to + 1 * plane + 0);
        a1_1.intoArray(y, to + 1 * plane + 16);
        a1_2.intoArray(y, to + 1 * plane + 32);
        a1_3.intoArray(y, to + 1 * plane + 48);
    }

    private static void convolution2x2(
            float[] x,
            int from,
            int[] taps,
            int start,
            int end,
            float[] w,
            int filter,
            float[] bias,
            int channel,
            float[] y,
            int to,
            int plane) {
        FloatVector a0_0 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a0_1 = FloatVector.broadcast(S, bias[channel + 0]);
        FloatVector a1_0 = FloatVector.broadcast(S, bias[channel + 1]);
        FloatVector a1_1 = FloatVector.broadcast(S, bias[channel + 1]);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            a0_0 = x0.fma(w0, a0_0);
            a0_1 = x1.fma(w0, a0_1);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            a1_0 = x0.fma(w1, a1_0);
            a1_1 = x1.fma(w1, a1_1);
            k += 2;
        }
        a0_0.intoArray(y, to + 0 * plane + 0);
        a0_1.intoArray(y, to + 0 * plane + 16);
        a1_0.intoArray(y, to + 1 * plane + 0);
        a1_1.intoArray(y, to + 1 * plane + 16);
    }

    private static void filter4x5(
            float[] x,
            int from,
            int[] pixels,
            int start,
            int end,
            float[] dy,
            int gradient,
            int plane,
            float[] sums,
            int to) {
        FloatVector a0 = FloatVector.fromArray(S, sums, to + 0);
        FloatVector a1 = FloatVector.fromArray(S, sums, to + 16);
        FloatVector a2 = FloatVector.fromArray(S, sums, to + 32);
        FloatVector a3 = FloatVector.fromArray(S, sums, to + 48);
        FloatVector a4 = FloatVector.fromArray(S, sums, to + 64);
        FloatVector a5 = FloatVector.fromArray(S, sums, to + 80);
        FloatVector a6 = FloatVector.fromArray(S, sums, to + 96);
        FloatVector a7 = FloatVector.fromArray(S, sums, to + 112);
        FloatVector a8 = FloatVector.fromArray(S, sums, to + 128);
        FloatVector a9 = FloatVector.fromArray(S, sums, to + 144);
        FloatVector a10 = FloatVector.fromArray(S, sums, to + 160);
        FloatVector a11 = FloatVector.fromArray(S, sums, to + 176);
        FloatVector a12 = FloatVector.fromArray(S, sums, to + 192);
        FloatVector a13 = FloatVector.fromArray(S, sums, to + 208);
        FloatVector a14 = FloatVector.fromArray(S, sums, to + 224);
        FloatVector a15 = FloatVector.fromArray(S, sums, to + 240);
        FloatVector a16 = FloatVector.fromArray(S, sums, to + 256);
        FloatVector a17 = FloatVector.fromArray(S, sums, to + 272);
        FloatVector a18 = FloatVector.fromArray(S, sums, to + 288);
        FloatVector a19 = FloatVector.fromArray(S, sums, to + 304);
        int g = gradient;
        for (int t = start; t < end; t++) {
            int at = from + pixels[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector x3 = FloatVector.fromArray(S, x, at + 48);
            FloatVector x4 = FloatVector.fromArray(S, x, at + 64);
            FloatVector d0 = FloatVector.fromArray(S, dy, g + 0 * plane);
            a0 = x0.fma(d0, a0);
            a1 = x1.fma(d0, a1);
            a2 = x2.fma(d0, a2);
            a3 = x3.fma(d0, a3);
            a4 = x4.fma(d0, a4);
            FloatVector d1 = FloatVector.fromArray(S, dy, g + 1 * plane);
            a5 = x0.fma(d1, a5);
            a6 = x1.fma(d1, a6);
            a7 = x2.fma(d1, a7);
            a8 = x3.fma(d1, a8);
            a9 = x4.fma(d1, a9);
            FloatVector d2 = FloatVector.fromArray(S, dy, g + 2 * plane);
            a10 = x0.fma(d2, a10);
            a11 = x1.fma(d2, a11);
            a12 = x2.fma(d2, a12);
            a13 = x3.fma(d2, a13);
            a14 = x4.fma(d2, a14);
            FloatVector d3 = FloatVector.fromArray(S, dy, g + 3 * plane);
            a15 = x0.fma(d3, a15);
            a16 = x1.fma(d3, a16);
            a17 = x2.fma(d3, a17);
            a18 = x3.fma(d3, a18);
            a19 = x4.fma(d3, a19);
            g += 16;
        }
        a0.intoArray(sums, to + 0);
        a1.intoArray(sums, to + 16);
        a2.intoArray(sums, to + 32);
        a3.intoArray(sums, to + 48);
        a4.intoArray(sums, to + 64);
        a5.intoArray(sums, to + 80);
        a6.intoArray(sums, to + 96);
        a7.intoArray(sums, to + 112);
        a8.intoArray(sums, to + 128);
        a9.intoArray(sums, to + 144);
        a10.intoArray(sums, to + 160);
        a11.intoArray(sums, to + 176);
        a12.intoArray(sums, to + 192);
        a13.intoArray(sums, to + 208);
        a14.intoArray(sums, to + 224);
        a15.intoArray(sums, to + 240);
        a16.intoArray(sums, to + 256);
        a17.intoArray(sums, to + 272);
        a18.intoArray(sums, to + 288);
        a19.intoArray(sums, to + 304);
    }

    private static void filter3x5(
            float[] x,
            int from,
            int[] pixels,
            int start,
            int end,
            float[] dy,
            int gradient,
            int plane,
            float[] sums,
            int to) {
        FloatVector a0 = FloatVector.fromArray(S, sums, to + 0);
        FloatVector a1 = FloatVector.fromArray(S, sums, to + 16);
        FloatVector a2 = FloatVector.fromArray(S, sums, to + 32);
        FloatVector a3 = FloatVector.fromArray(S, sums, to + 48);
        FloatVector a4 = FloatVector.fromArray(S, sums, to + 64);
        FloatVector a5 = FloatVector.fromArray(S, sums, to + 80);
        FloatVector a6 = FloatVector.fromArray(S, sums, to + 96);
        FloatVector a7 = FloatVector.fromArray(S, sums, to + 112);
        FloatVector a8 = FloatVector.fromArray(S, sums, to + 128);
        FloatVector a9 = FloatVector.fromArray(S, sums, to + 144);
        FloatVector a10 = FloatVector.fromArray(S, sums, to + 160);
        FloatVector a11 = FloatVector.fromArray(S, sums, to + 176);
        FloatVector a12 = FloatVector.fromArray(S, sums, to + 192);
        FloatVector a13 = FloatVector.fromArray(S, sums, to + 208);
        FloatVector a14 = FloatVector.fromArray(S, sums, to + 224);
        int g = gradient;
        for (int t = start; t < end; t++) {
            int at = from + pixels[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector x3 = FloatVector.fromArray(S, x, at + 48);
            FloatVector x4 = FloatVector.fromArray(S, x, at + 64);
            FloatVector d0 = FloatVector.fromArray(S, dy, g + 0 * plane);
            a0 = x0.fma(d0, a0);
            a1 = x1.fma(d0, a1);
            a2 = x2.fma(d0, a2);
            a3 = x3.fma(d0, a3);
            a4 = x4.fma(d0, a4);
            FloatVector d1 = FloatVector.fromArray(S, dy, g + 1 * plane);
            a5 = x0.fma(d1, a5);
            a6 = x1.fma(d1, a6);
            a7 = x2.fma(d1, a7);
            a8 = x3.fma(d1, a8);
            a9 = x4.fma(d1, a9);
            FloatVector d2 = FloatVector.fromArray(S, dy, g + 2 * plane);
            a10 = x0.fma(d2, a10);
            a11 = x1.fma(d2, a11);
            a12 = x2.fma(d2, a12);
            a13 = x3.fma(d2, a13);
            a14 = x4.fma(d2, a14);
            g += 16;
        }
        a0.intoArray(sums, to + 0);
        a1.intoArray(sums, to + 16);
        a2.intoArray(sums, to + 32);
        a3.intoArray(sums, to + 48);
        a4.intoArray(sums, to + 64);
        a5.intoArray(sums, to + 80);
        a6.intoArray(sums, to + 96);
        a7.intoArray(sums, to + 112);
        a8.intoArray(sums, to + 128);
        a9.intoArray(sums, to + 144);
        a10.intoArray(sums, to + 160);
        a11.intoArray(sums, to + 176);
        a12.intoArray(sums, to + 192);
        a13.intoArray(sums, to + 208);
        a14.intoArray(sums, to + 224);
    }

    private static void filter2x5(
            float[] x,
            int from,
            int[] pixels,
            int start,
            int end,
            float[] dy,
            int gradient,
            int plane,
            float[] sums,
            int to) {
        FloatVector a0 = FloatVector.fromArray(S, sums, to + 0);
        FloatVector a1 = FloatVector.fromArray(S, sums, to + 16);
        FloatVector a2 = FloatVector.fromArray(S, sums, to + 32);
        FloatVector a3 = FloatVector.fromArray(S, sums, to + 48);
        FloatVector a4 = FloatVector.fromArray(S, sums, to + 64);
        FloatVector a5 = FloatVector.fromArray(S, sums, to + 80);
        FloatVector a6 = FloatVector.fromArray(S, sums, to + 96);
        FloatVector a7 = FloatVector.fromArray(S, sums, to + 112);
        FloatVector a8 = FloatVector.fromArray(S, sums, to + 128);
        FloatVector a9 = FloatVector.fromArray(S, sums, to + 144);
        int g = gradient;
        for (int t = start; t < end; t++) {
            int at = from + pixels[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector x3 = FloatVector.fromArray(S, x, at + 48);
            FloatVector x4 = FloatVector.fromArray(S, x, at + 64);
            FloatVector d0 = FloatVector.fromArray(S, dy, g + 0 * plane);
            a0 = x0.fma(d0, a0);
            a1 = x1.fma(d0, a1);
            a2 = x2.fma(d0, a2);
            a3 = x3.fma(d0, a3);
            a4 = x4.fma(d0, a4);
            FloatVector d1 = FloatVector.fromArray(S, dy, g + 1 * plane);
            a5 = x0.fma(d1, a5);
            a6 = x1.fma(d1, a6);
            a7 = x2.fma(d1, a7);
            a8 = x3.fma(d1, a8);
            a9 = x4.fma(d1, a9);
            g += 16;
        }
        a0.intoArray(sums, to + 0);
        a1.intoArray(sums, to + 16);
        a2.intoArray(sums, to + 32);
        a3.intoArray(sums, to + 48);
        a4.intoArray(sums, to + 64);
        a5.intoArray(sums, to + 80);
        a6.intoArray(sums, to + 96);
        a7.intoArray(sums, to + 112);
        a8.intoArray(sums, to + 128);
        a9.intoArray(sums, to + 144);
    }

    private static void filter6x3(
            float[] x,
            int from,
            int[] pixels,
            int start,
            int end,
            float[] dy,
            int gradient,
            int plane,
            float[] sums,
            int to) {
        FloatVector a0 = FloatVector.fromArray(S, sums, to + 0);
        FloatVector a1 = FloatVector.fromArray(S, sums, to + 16);
        FloatVector a2 = FloatVector.fromArray(S, sums, to + 32);
        FloatVector a3 = FloatVector.fromArray(S, sums, to + 48);
        FloatVector a4 = FloatVector.fromArray(S, sums, to + 64);
        FloatVector a5 = FloatVector.fromArray(S, sums, to + 80);
        FloatVector a6 = FloatVector.fromArray(S, sums, to + 96);
        FloatVector a7 = FloatVector.fromArray(S, sums, to + 112);
        FloatVector a8 = FloatVector.fromArray(S, sums, to + 128);
        FloatVector a9 = FloatVector.fromArray(S, sums, to + 144);
        FloatVector a10 = FloatVector.fromArray(S, sums, to + 160);
        FloatVector a11 = FloatVector.fromArray(S, sums, to + 176);
        FloatVector a12 = FloatVector.fromArray(S, sums, to + 192);
        FloatVector a13 = FloatVector.fromArray(S, sums, to + 208);
        FloatVector a14 = FloatVector.fromArray(S, sums, to + 224);
        FloatVector a15 = FloatVector.fromArray(S, sums, to + 240);
        FloatVector a16 = FloatVector.fromArray(S, sums, to + 256);
        FloatVector a17 = FloatVector.fromArray(S, sums, to + 272);
        int g = gradient;
        for (int t = start; t < end; t++) {
            int at = from + pixels[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector d0 = FloatVector.fromArray(S, dy, g + 0 * plane);
            a0 = x0.fma(d0, a0);
            a1 = x1.fma(d0, a1);
            a2 = x2.fma(d0, a2);
            FloatVector d1 = FloatVector.fromArray(S, dy, g + 1 * plane);
            a3 = x0.fma(d1, a3);
            a4 = x1.fma(d1, a4);
            a5 = x2.fma(d1, a5);
            FloatVector d2 = FloatVector.fromArray(S, dy, g + 2 * plane);
            a6 = x0.fma(d2, a6);
            a7 = x1.fma(d2, a7);
            a8 = x2.fma(d2, a8);
            FloatVector d3 = FloatVector.fromArray(S, dy, g + 3 * plane);
            a9 = x0.fma(d3, a9);
            a10 = x1.fma(d3, a10);
            a11 = x2.fma(d3, a11);
            FloatVector d4 = FloatVector.fromArray(S, dy, g + 4 * plane);
            a12 = x0.fma(d4, a12);
            a13 = x1.fma(d4, a13);
            a14 = x2.fma(d4, a14);
            FloatVector d5 = FloatVector.fromArray(S, dy, g + 5 * plane);
            a15 = x0.fma(d5, a15);
            a16 = x1.fma(d5, a16);
            a17 = x2.fma(d5, a17);
            g += 16;
        }
        a0.intoArray(sums, to + 0);
        a1.intoArray(sums, to + 16);
        a2.intoArray(sums, to + 32);
        a3.intoArray(sums, to + 48);
        a4.intoArray(sums, to + 64);
        a5.intoArray(sums, to + 80);
        a6.intoArray(sums, to + 96);
        a7.intoArray(sums, to + 112);
        a8.intoArray(sums, to + 128);
        a9.intoArray(sums, to + 144);
        a10.intoArray(sums, to + 160);
        a11.intoArray(sums, to + 176);
        a12.intoArray(sums, to + 192);
        a13.intoArray(sums, to + 208);
        a14.intoArray(sums, to + 224);
        a15.intoArray(sums, to + 240);
        a16.intoArray(sums, to + 256);
        a17.intoArray(sums, to + 272);
    }

    private static void filter4x3(
            float[] x,
            int from,
            int[] pixels,
            int start,
            int end,
            float[] dy,
            int gradient,
            int plane,
            float[] sums,
            int to) {
        FloatVector a0 = FloatVector.fromArray(S, sums, to + 0);
        FloatVector a1 = FloatVector.fromArray(S, sums, to + 16);
        FloatVector a2 = FloatVector.fromArray(S, sums, to + 32);
        FloatVector a3 = FloatVector.fromArray(S, sums, to + 48);
        FloatVector a4 = FloatVector.fromArray(S, sums, to + 64);
        FloatVector a5 = FloatVector.fromArray(S, sums, to + 80);
        FloatVector a6 = FloatVector.fromArray(S, sums, to + 96);
        FloatVector a7 = FloatVector.fromArray(S, sums, to + 112);
        FloatVector a8 = FloatVector.fromArray(S, sums, to + 128);
        FloatVector a9 = FloatVector.fromArray(S, sums, to + 144);
        FloatVector a10 = FloatVector.fromArray(S, sums, to + 160);
        FloatVector a11 = FloatVector.fromArray(S, sums, to + 176);
        int g = gradient;
        for (int t = start; t < end; t++) {
            int at = from + pixels[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector d0 = FloatVector.fromArray(S, dy, g + 0 * plane);
            a0 = x0.fma(d0, a0);
            a1 = x1.fma(d0, a1);
            a2 = x2.fma(d0, a2);
            FloatVector d1 = FloatVector.fromArray(S, dy, g + 1 * plane);
            a3 = x0.fma(d1, a3);
            a4 = x1.fma(d1, a4);
            a5 = x2.fma(d1, a5);
            FloatVector d2 = FloatVector.fromArray(S, dy, g + 2 * plane);
            a6 = x0.fma(d2, a6);
            a7 = x1.fma(d2, a7);
            a8 = x2.fma(d2, a8);
            FloatVector d3 = FloatVector.fromArray(S, dy, g + 3 * plane);
            a9 = x0.fma(d3, a9);
            a10 = x1.fma(d3, a10);
            a11 = x2.fma(d3, a11);
            g += 16;
        }
        a0.intoArray(sums, to + 0);
        a1.intoArray(sums, to + 16);
        a2.intoArray(sums, to + 32);
        a3.intoArray(sums, to + 48);
        a4.intoArray(sums, to + 64);
        a5.intoArray(sums, to + 80);
        a6.intoArray(sums, to + 96);
        a7.intoArray(sums, to + 112);
        a8.intoArray(sums, to + 128);
        a9.intoArray(sums, to + 144);
        a10.intoArray(sums, to + 160);
        a11.intoArray(sums, to + 176);
    }

    private static void filter2x3(
            float[] x,
            int from,
            int[] pixels,
            int start,
            int end,
            float[] dy,
            int gradient,
            int plane,
            float[] sums,
            int to) {
        FloatVector a0 = FloatVector.fromArray(S, sums, to + 0);
        FloatVector a1 = FloatVector.fromArray(S, sums, to + 16);
        FloatVector a2 = FloatVector.fromArray(S, sums, to + 32);
        FloatVector a3 = FloatVector.fromArray(S, sums, to + 48);
        FloatVector a4 = FloatVector.fromArray(S, sums, to + 64);
        FloatVector a5 = FloatVector.fromArray(S, sums, to + 80);
        int g = gradient;
        for (int t = start; t < end; t++) {
            int at = from + pixels[t];
            FloatVector x0 = FloatVector.fromArray(S, x, at + 0);
            FloatVector x1 = FloatVector.fromArray(S, x, at + 16);
            FloatVector x2 = FloatVector.fromArray(S, x, at + 32);
            FloatVector d0 = FloatVector.fromArray(S, dy, g + 0 * plane);
            a0 = x0.fma(d0, a0);
            a1 = x1.fma(d0, a1);
            a2 = x2.fma(d0, a2);
            FloatVector d1 = FloatVector.fromArray(S, dy, g + 1 * plane);
            a3 = x0.fma(d1, a3);
            a4 = x1.fma(d1, a4);
            a5 = x2.fma(d1, a5);
            g += 16;
        }
        a0.intoArray(sums, to + 0);
        a1.intoArray(sums, to + 16);
        a2.intoArray(sums, to + 32);
        a3.intoArray(sums, to + 48);
        a4.intoArray(sums, to + 64);
        a5.intoArray(sums, to + 80);
    }

    private static void rows8x5(
            float[] dy, int from, int[] taps, int start, int end, float[] w, int filter, float[] dx, int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector a6 = FloatVector.zero(S);
        FloatVector a7 = FloatVector.zero(S);
        FloatVector a8 = FloatVector.zero(S);
        FloatVector a9 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S);
        FloatVector a11 = FloatVector.zero(S);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            FloatVector w3 = FloatVector.broadcast(S, w[k + 3]);
            FloatVector w4 = FloatVector.broadcast(S, w[k + 4]);
            FloatVector d0 = FloatVector.fromArray(S, dy, at + 0);
            a0 = d0.fma(w0, a0);
            a1 = d0.fma(w1, a1);
            a2 = d0.fma(w2, a2);
            a3 = d0.fma(w3, a3);
            a4 = d0.fma(w4, a4);
            FloatVector d1 = FloatVector.fromArray(S, dy, at + 16);
            a1 = d1.fma(w0, a1);
            a2 = d1.fma(w1, a2);
            a3 = d1.fma(w2, a3);
            a4 = d1.fma(w3, a4);
            a5 = d1.fma(w4, a5);
            FloatVector d2 = FloatVector.fromArray(S, dy, at + 32);
            a2 = d2.fma(w0, a2);
            a3 = d2.fma(w1, a3);
            a4 = d2.fma(w2, a4);
            a5 = d2.fma(w3, a5);
            a6 = d2.fma(w4, a6);
            FloatVector d3 = FloatVector.fromArray(S, dy, at + 48);
            a3 = d3.fma(w0, a3);
            a4 = d3.fma(w1, a4);
            a5 = d3.fma(w2, a5);
            a6 = d3.fma(w3, a6);
            a7 = d3.fma(w4, a7);
            FloatVector d4 = FloatVector.fromArray(S, dy, at + 64);
            a4 = d4.fma(w0, a4);
            a5 = d4.fma(w1, a5);
            a6 = d4.fma(w2, a6);
            a7 = d4.fma(w3, a7);
            a8 = d4.fma(w4, a8);
            FloatVector d5 = FloatVector.fromArray(S, dy, at + 80);
            a5 = d5.fma(w0, a5);
            a6 = d5.fma(w1, a6);
            a7 = d5.fma(w2, a7);
            a8 = d5.fma(w3, a8);
            a9 = d5.fma(w4, a9);
            FloatVector d6 = FloatVector.fromArray(S, dy, at + 96);
            a6 = d6.fma(w0, a6);
            a7 = d6.fma(w1, a7);
            a8 = d6.fma(w2, a8);
            a9 = d6.fma(w3, a9);
            a10 = d6.fma(w4, a10);
            FloatVector d7 = FloatVector.fromArray(S, dy, at + 112);
            a7 = d7.fma(w0, a7);
            a8 = d7.fma(w1, a8);
            a9 = d7.fma(w2, a9);
            a10 = d7.fma(w3, a10);
            a11 = d7.fma(w4, a11);
            k += 5;
        }
        a0.intoArray(dx, to + 0);
        a1.intoArray(dx, to + 16);
        a2.intoArray(dx, to + 32);
        a3.intoArray(dx, to + 48);
        a4.intoArray(dx, to + 64);
        a5.intoArray(dx, to + 80);
        a6.intoArray(dx, to + 96);
        a7.intoArray(dx, to + 112);
        a8.intoArray(dx, to + 128);
        a9.intoArray(dx, to + 144);
        a10.intoArray(dx, to + 160);
        a11.intoArray(dx, to + 176);
    }

    private static void rows10x5(
            float[] dy, int from, int[] taps, int start, int end, float[] w, int filter, float[] dx, int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector a6 = FloatVector.zero(S);
        FloatVector a7 = FloatVector.zero(S);
        FloatVector a8 = FloatVector.zero(S);
        FloatVector a9 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S);
        FloatVector a11 = FloatVector.zero(S);
        FloatVector a12 = FloatVector.zero(S);
        FloatVector a13 = FloatVector.zero(S);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            FloatVector w3 = FloatVector.broadcast(S, w[k + 3]);
            FloatVector w4 = FloatVector.broadcast(S, w[k + 4]);
            FloatVector d0 = FloatVector.fromArray(S, dy, at + 0);
            a0 = d0.fma(w0, a0);
            a1 = d0.fma(w1, a1);
            a2 = d0.fma(w2, a2);
            a3 = d0.fma(w3, a3);
            a4 = d0.fma(w4, a4);
            FloatVector d1 = FloatVector.fromArray(S, dy, at + 16);
            a1 = d1.fma(w0, a1);
            a2 = d1.fma(w1, a2);
            a3 = d1.fma(w2, a3);
            a4 = d1.fma(w3, a4);
            a5 = d1.fma(w4, a5);
            FloatVector d2 = FloatVector.fromArray(S, dy, at + 32);
            a2 = d2.fma(w0, a2);
            a3 = d2.fma(w1, a3);
            a4 = d2.fma(w2, a4);
            a5 = d2.fma(w3, a5);
            a6 = d2.fma(w4, a6);
            FloatVector d3 = FloatVector.fromArray(S, dy, at + 48);
            a3 = d3.fma(w0, a3);
            a4 = d3.fma(w1, a4);
            a5 = d3.fma(w2, a5);
            a6 = d3.fma(w3, a6);
            a7 = d3.fma(w4, a7);
            FloatVector d4 = FloatVector.fromArray(S, dy, at + 64);
            a4 = d4.fma(w0, a4);
            a5 = d4.fma(w1, a5);
            a6 = d4.fma(w2, a6);
            a7 = d4.fma(w3, a7);
            a8 = d4.fma(w4, a8);
            FloatVector d5 = FloatVector.fromArray(S, dy, at + 80);
            a5 = d5.fma(w0, a5);
            a6 = d5.fma(w1, a6);
            a7 = d5.fma(w2, a7);
            a8 = d5.fma(w3, a8);
            a9 = d5.fma(w4, a9);
            FloatVector d6 = FloatVector.fromArray(S, dy, at + 96);
            a6 = d6.fma(w0, a6);
            a7 = d6.fma(w1, a7);
            a8 = d6.fma(w2, a8);
            a9 = d6.fma(w3, a9);
            a10 = d6.fma(w4, a10);
            FloatVector d7 = FloatVector.fromArray(S, dy, at + 112);
            a7 = d7.fma(w0, a7);
            a8 = d7.fma(w1, a8);
            a9 = d7.fma(w2, a9);
            a10 = d7.fma(w3, a10);
            a11 = d7.fma(w4, a11);
            FloatVector d8 = FloatVector.fromArray(S, dy, at + 128);
            a8 = d8.fma(w0, a8);
            a9 = d8.fma(w1, a9);
            a10 = d8.fma(w2, a10);
            a11 = d8.fma(w3, a11);
            a12 = d8.fma(w4, a12);
            FloatVector d9 = FloatVector.fromArray(S, dy, at + 144);
            a9 = d9.fma(w0, a9);
            a10 = d9.fma(w1, a10);
            a11 = d9.fma(w2, a11);
            a12 = d9.fma(w3, a12);
            a13 = d9.fma(w4, a13);
            k += 5;
        }
        a0.intoArray(dx, to + 0);
        a1.intoArray(dx, to + 16);
        a2.intoArray(dx, to + 32);
        a3.intoArray(dx, to + 48);
        a4.intoArray(dx, to + 64);
        a5.intoArray(dx, to + 80);
        a6.intoArray(dx, to + 96);
        a7.intoArray(dx, to + 112);
        a8.intoArray(dx, to + 128);
        a9.intoArray(dx, to + 144);
        a10.intoArray(dx, to + 160);
        a11.intoArray(dx, to + 176);
        a12.intoArray(dx, to + 192);
        a13.intoArray(dx, to + 208);
    }

    private static void rows10x3(
            float[] dy, int from, int[] taps, int start, int end, float[] w, int filter, float[] dx, int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector a6 = FloatVector.zero(S);
        FloatVector a7 = FloatVector.zero(S);
        FloatVector a8 = FloatVector.zero(S);
        FloatVector a9 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S);
        FloatVector a11 = FloatVector.zero(S);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            FloatVector d0 = FloatVector.fromArray(S, dy, at + 0);
            a0 = d0.fma(w0, a0);
            a1 = d0.fma(w1, a1);
            a2 = d0.fma(w2, a2);
            FloatVector d1 = FloatVector.fromArray(S, dy, at + 16);
            a1 = d1.fma(w0, a1);
            a2 = d1.fma(w1, a2);
            a3 = d1.fma(w2, a3);
            FloatVector d2 = FloatVector.fromArray(S, dy, at + 32);
            a2 = d2.fma(w0, a2);
            a3 = d2.fma(w1, a3);
            a4 = d2.fma(w2, a4);
            FloatVector d3 = FloatVector.fromArray(S, dy, at + 48);
            a3 = d3.fma(w0, a3);
            a4 = d3.fma(w1, a4);
            a5 = d3.fma(w2, a5);
            FloatVector d4 = FloatVector.fromArray(S, dy, at + 64);
            a4 = d4.fma(w0, a4);
            a5 = d4.fma(w1, a5);
            a6 = d4.fma(w2, a6);
            FloatVector d5 = FloatVector.fromArray(S, dy, at + 80);
            a5 = d5.fma(w0, a5);
            a6 = d5.fma(w1, a6);
            a7 = d5.fma(w2, a7);
            FloatVector d6 = FloatVector.fromArray(S, dy, at + 96);
            a6 = d6.fma(w0, a6);
            a7 = d6.fma(w1, a7);
            a8 = d6.fma(w2, a8);
            FloatVector d7 = FloatVector.fromArray(S, dy, at + 112);
            a7 = d7.fma(w0, a7);
            a8 = d7.fma(w1, a8);
            a9 = d7.fma(w2, a9);
            FloatVector d8 = FloatVector.fromArray(S, dy, at + 128);
            a8 = d8.fma(w0, a8);
            a9 = d8.fma(w1, a9);
            a10 = d8.fma(w2, a10);
            FloatVector d9 = FloatVector.fromArray(S, dy, at + 144);
            a9 = d9.fma(w0, a9);
            a10 = d9.fma(w1, a10);
            a11 = d9.fma(w2, a11);
            k += 3;
        }
        a0.intoArray(dx, to + 0);
        a1.intoArray(dx, to + 16);
        a2.intoArray(dx, to + 32);
        a3.intoArray(dx, to + 48);
        a4.intoArray(dx, to + 64);
        a5.intoArray(dx, to + 80);
        a6.intoArray(dx, to + 96);
        a7.intoArray(dx, to + 112);
        a8.intoArray(dx, to + 128);
        a9.intoArray(dx, to + 144);
        a10.intoArray(dx, to + 160);
        a11.intoArray(dx, to + 176);
    }

    private static void rows12x3(
            float[] dy, int from, int[] taps, int start, int end, float[] w, int filter, float[] dx, int to) {
        FloatVector a0 = FloatVector.zero(S);
        FloatVector a1 = FloatVector.zero(S);
        FloatVector a2 = FloatVector.zero(S);
        FloatVector a3 = FloatVector.zero(S);
        FloatVector a4 = FloatVector.zero(S);
        FloatVector a5 = FloatVector.zero(S);
        FloatVector a6 = FloatVector.zero(S);
        FloatVector a7 = FloatVector.zero(S);
        FloatVector a8 = FloatVector.zero(S);
        FloatVector a9 = FloatVector.zero(S);
        FloatVector a10 = FloatVector.zero(S);
        FloatVector a11 = FloatVector.zero(S);
        FloatVector a12 = FloatVector.zero(S);
        FloatVector a13 = FloatVector.zero(S);
        int k = filter;
        for (int t = start; t < end; t++) {
            int at = from + taps[t];
            FloatVector w0 = FloatVector.broadcast(S, w[k + 0]);
            FloatVector w1 = FloatVector.broadcast(S, w[k + 1]);
            FloatVector w2 = FloatVector.broadcast(S, w[k + 2]);
            FloatVector d0 = FloatVector.fromArray(S, dy, at + 0);
            a0 = d0.fma(w0, a0);
            a1 = d0.fma(w1, a1);
            a2 = d0.fma(w2, a2);
            FloatVector d1 = FloatVector.fromArray(S, dy, at + 16);
            a1 = d1.fma(w0, a1);
            a2 = d1.fma(w1, a2);
            a3 = d1.fma(w2, a3);
            FloatVector d2 = FloatVector.fromArray(S, dy, at + 32);
            a2 = d2.fma(w0, a2);
            a3 = d2.fma(w1, a3);
            a4 = d2.fma(w2, a4);
            FloatVector d3 = FloatVector.fromArray(S, dy, at + 48);
            a3 = d3.fma(w0, a3);
            a4 = d3.fma(w1, a4);
            a5 = d3.fma(w2, a5);
            FloatVector d4 = FloatVector.fromArray(S, dy, at + 64);
            a4 = d4.fma(w0, a4);
            a5 = d4.fma(w1, a5);
            a6 = d4.fma(w2, a6);
            FloatVector d5 = FloatVector.fromArray(S, dy, at + 80);
            a5 = d5.fma(w0, a5);
            a6 = d5.fma(w1, a6);
            a7 = d5.fma(w2, a7);
            FloatVector d6 = FloatVector.fromArray(S, dy, at + 96);
            a6 = d6.fma(w0, a6);
            a7 = d6.fma(w1, a7);
            a8 = d6.fma(w2, a8);
            FloatVector d7 = FloatVector.fromArray(S, dy, at + 112);
            a7 = d7.fma(w0, a7);
            a8 = d7.fma(w1, a8);
            a9 = d7.fma(w2, a9);
            FloatVector d8 = FloatVector.fromArray(S, dy, at + 128);
            a8 = d8.fma(w0, a8);
            a9 = d8.fma(w1, a9);
            a10 = d8.fma(w2, a10);
            FloatVector d9 = FloatVector.fromArray(S, dy, at + 144);
            a9 = d9.fma(w0, a9);
            a10 = d9.fma(w1, a10);
            a11 = d9.fma(w2, a11);
            FloatVector d10 = FloatVector.fromArray(S, dy, at + 160);
            a10 = d10.fma(w0, a10);
            a11 = d10.fma(w1, a11);
            a12 = d10.fma(w2, a12);
            FloatVector d11 = FloatVector.fromArray(S, dy, at + 176);
            a11 = d11.fma(w0, a11);
            a12 = d11.fma(w1, a12);
            a13 = d11.fma(w2, a13);
            k += 3;
        }
        a0.intoArray(dx, to + 0);
        a1.intoArray(dx, to + 16);
        a2.intoArray(dx, to + 32);
        a3.intoArray(dx, to + 48);
        a4.intoArray(dx, to + 64);
        a5.intoArray(dx, to + 80);
        a6.intoArray(dx, to + 96);
        a7.intoArray(dx, to + 112);
        a8.intoArray(dx, to + 128);
        a9.intoArray(dx, to + 144);
        a10.intoArray(dx, to + 160);
        a11.intoArray(dx, to + 176);
        a12.intoArray(dx, to + 192);
        a13.intoArray(dx, to + 208);
    }

    private static void pool(float[] x, int from, int row, float[] y, int to, int n) {
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < n; i++) {
            int at = from + 32 * i;
            FloatVector a = FloatVector.fromArray(S, x, at).max(FloatVector.fromArray(S, x, at + 16));
            FloatVector b = FloatVector.fromArray(S, x, at + row).max(FloatVector.fromArray(S, x, at + row + 16));
            FloatVector m = a.max(b);
            m.blend(zero, m.compare(VectorOperators.LT, zero)).intoArray(y, to + 16 * i);
        }
    }

    private static void poolGradient(
            float[] x,
            int from,
            int row,
            float[] y,
            int max,
            float[] dy,
            int gradient,
            float[] dx,
            int to,
            int targetRow,
            int n,
            float[] sums,
            int sum) {
        FloatVector s = FloatVector.fromArray(S, sums, sum);
        FloatVector zero = FloatVector.zero(S);
        for (int i = 0; i < n; i++) {
            int at = from + 32 * i;
            int target = to + 32 * i;
            FloatVector m = FloatVector.fromArray(S, y, max + 16 * i);
            FloatVector d = FloatVector.fromArray(S, dy, gradient + 16 * i);
            FloatVector g = zero.blend(d, m.compare(VectorOperators.GT, zero));
            s = s.add(g);
            VectorMask<Float> m0 = FloatVector.fromArray(S, x, at).compare(VectorOperators.EQ, m);
            zero.blend(g, m0).intoArray(dx, target);
            g = g.blend(zero, m0);
            VectorMask<Float> m1 = FloatVector.fromArray(S, x, at + 16).compare(VectorOperators.EQ, m);
            zero.blend(g, m1).intoArray(dx, target + 16);
            g = g.blend(zero, m1);
            VectorMask<Float> m2 = FloatVector.fromArray(S, x, at + row).compare(VectorOperators.EQ, m);
            zero.blend(g, m2).intoArray(dx, target + targetRow);
            g = g.blend(zero, m2);
            g.intoArray(dx, target + targetRow + 16);
        }
        s.intoArray(sums, sum);
    }
}
