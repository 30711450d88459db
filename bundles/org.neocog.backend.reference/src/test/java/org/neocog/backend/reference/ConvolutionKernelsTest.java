package org.neocog.backend.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.Value;
import org.neocog.tensor.Shape;

/** Values worked out by hand. */
class ConvolutionKernelsTest {
    private static final double NAN = Double.NaN;
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final ConvolutionGeometry PLANE = ConvolutionGeometry.unit(2);
    private static final ConvolutionGeometry LINE = ConvolutionGeometry.unit(1);

    private final OpRun run = new OpRun();

    @AfterEach
    void close() {
        run.close();
    }

    /** A dark half beside a bright half, and a filter that answers to vertical edges. */
    @Test
    void findsTheVerticalEdge() {
        double[] row = {10, 10, 10, 0, 0, 0};
        double[] image = new double[36];
        for (int i = 0; i < 6; i++) {
            System.arraycopy(row, 0, image, i * 6, 6);
        }
        Value x = run.in(Shape.of(1, 1, 6, 6), image);
        Value w = run.in(Shape.of(1, 1, 3, 3), 1, 0, -1, 1, 0, -1, 1, 0, -1);
        double[] expected = {0, 30, 30, 0, 0, 30, 30, 0, 0, 30, 30, 0, 0, 30, 30, 0};
        assertArrayEquals(expected, run.result(run.b.convolution(x, w, PLANE)));
    }

    @Test
    void doesNotFlipTheFilter() {
        Value x = run.in(Shape.of(1, 1, 4), 1, 2, 3, 4);
        Value w = run.in(Shape.of(1, 1, 2), 10, 1);
        assertArrayEquals(OpRun.of(12, 23, 34), run.result(run.b.convolution(x, w, LINE)));
    }

    @Test
    void stridesDilatesAndPadsEachSide() {
        Value x = run.in(Shape.of(1, 1, 5), 1, 2, 3, 4, 5);
        Value w = run.in(Shape.of(1, 1, 2), 10, 1);
        // taps 2 apart, from -1 on every 2nd: (0,x1) (x1,x3) (x3,0)
        ConvolutionGeometry geometry = LINE.withStrides(2).withDilations(2).withPadding(List.of(1), List.of(1));
        assertArrayEquals(OpRun.of(2, 24, 40), run.result(run.b.convolution(x, w, geometry)));
    }

    @Test
    void sumsOverInputChannelsAndExamples() {
        Value x = run.in(Shape.of(2, 2, 1, 1), 1, 2, 3, 4);
        Value w = run.in(Shape.of(3, 2, 1, 1), 1, 10, 1, 0, 0, 1);
        assertArrayEquals(OpRun.of(21, 1, 2, 43, 3, 4), run.result(run.b.convolution(x, w, PLANE)));
    }

    @Test
    void keepsGroupsApart() {
        Value x = run.in(Shape.of(1, 4, 1), 1, 2, 3, 4);
        Value w = run.in(Shape.of(2, 2, 1), 1, 10, 1, 10);
        assertArrayEquals(OpRun.of(21, 43), run.result(run.b.convolution(x, w, LINE.withGroups(2))));
    }

    @Test
    void worksInThreeDimensions() {
        Value x = run.in(Shape.of(1, 1, 2, 2, 2), OpRun.count(1, 8));
        Value w = run.in(Shape.of(1, 1, 2, 2, 2), 1, 1, 1, 1, 1, 1, 1, 2);
        assertArrayEquals(OpRun.of(44), run.result(run.b.convolution(x, w, ConvolutionGeometry.unit(3))));
    }

    @Test
    void paddingContributesNothingEvenUnderInfiniteWeights() {
        Value x = run.in(Shape.of(1, 1, 2), 1, 2);
        Value w = run.in(Shape.of(1, 1, 3), INFINITY, 1, 1);
        ConvolutionGeometry same = LINE.withPadding(List.of(1), List.of(1));
        assertArrayEquals(OpRun.of(3, INFINITY), run.result(run.b.convolution(x, w, same)));
    }

    @Test
    void zeroTimesInfinityIsNaN() {
        Value x = run.in(Shape.of(1, 1, 3), INFINITY, 1, NAN);
        Value w = run.in(Shape.of(1, 1, 1), 0);
        assertArrayEquals(OpRun.of(NAN, 0, NAN), run.result(run.b.convolution(x, w, LINE)));
    }

    @Test
    void accumulatesInFloat64() {
        Value x = run.in(Shape.of(1, 3, 1), 1e8, 1, -1e8);
        Value w = run.in(Shape.of(1, 3, 1), 1, 1, 1);
        assertArrayEquals(OpRun.of(1), run.result(run.b.convolution(x, w, LINE)));
    }

    @Test
    void inputGradientSpreadsEachGradientByTheFilter() {
        Value dy = run.in(Shape.of(1, 1, 3), 1, 2, 3);
        Value w = run.in(Shape.of(1, 1, 2), 10, 1);
        Value dx = run.b.convolutionInputGradient(dy, w, Shape.of(1, 1, 4), LINE);
        assertArrayEquals(OpRun.of(10, 21, 32, 3), run.result(dx));
    }

    @Test
    void inputGradientFollowsStrideDilationAndPadding() {
        Value dy = run.in(Shape.of(1, 1, 3), 1, 2, 3);
        Value w = run.in(Shape.of(1, 1, 2), 10, 1);
        ConvolutionGeometry geometry = LINE.withStrides(2).withDilations(2).withPadding(List.of(1), List.of(1));
        // y0 = w1 x1, y1 = w0 x1 + w1 x3, y2 = w0 x3
        Value dx = run.b.convolutionInputGradient(dy, w, Shape.of(1, 1, 5), geometry);
        assertArrayEquals(OpRun.of(0, 21, 0, 32, 0), run.result(dx));
    }

    @Test
    void inputGradientSumsOverOutputChannelsOfTheGroup() {
        Value dy = run.in(Shape.of(1, 4, 1), 1, 2, 3, 4);
        Value w = run.in(Shape.of(4, 1, 1), 1, 10, 1, 10);
        Value dx = run.b.convolutionInputGradient(dy, w, Shape.of(1, 2, 1), LINE.withGroups(2));
        assertArrayEquals(OpRun.of(21, 43), run.result(dx));
    }

    @Test
    void filterGradientCorrelatesInputAndGradient() {
        Value x = run.in(Shape.of(2, 1, 3), 1, 2, 3, 4, 5, 6);
        Value dy = run.in(Shape.of(2, 1, 2), 1, 10, 100, 1000);
        // w0: 1*1 + 10*2 + 100*4 + 1000*5, w1: 1*2 + 10*3 + 100*5 + 1000*6
        Value dw = run.b.convolutionFilterGradient(x, dy, Shape.of(1, 1, 2), LINE);
        assertArrayEquals(OpRun.of(5421, 6532), run.result(dw));
    }

    @Test
    void filterGradientOfManyChannelsAndGroups() {
        Value x = run.in(Shape.of(1, 2, 1), 2, 3);
        Value dy = run.in(Shape.of(1, 10, 1), OpRun.count(1, 10));
        Value dw = run.b.convolutionFilterGradient(x, dy, Shape.of(10, 1, 1), LINE.withGroups(2));
        assertArrayEquals(OpRun.of(2, 4, 6, 8, 10, 18, 21, 24, 27, 30), run.result(dw));
    }

    @Test
    void filterGradientFollowsStrideDilationAndPadding() {
        Value x = run.in(Shape.of(1, 1, 5), 1, 2, 3, 4, 5);
        Value dy = run.in(Shape.of(1, 1, 3), 1, 10, 100);
        ConvolutionGeometry geometry = LINE.withStrides(2).withDilations(2).withPadding(List.of(1), List.of(1));
        Value dw = run.b.convolutionFilterGradient(x, dy, Shape.of(1, 1, 2), geometry);
        assertArrayEquals(OpRun.of(10 * 2 + 100 * 4, 1 * 2 + 10 * 4), run.result(dw));
    }
}
