package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Convolutions in one to three dimensions, each with its two gradients. */
final class ConvolutionCases {
    private ConvolutionCases() {}

    static void addTo(CaseList list, ElementType element) {
        oneDimension(list, element);
        twoDimensions(list, element);
        threeDimensions(list, element);
        extremes(list, element);
    }

    private static void oneDimension(CaseList list, ElementType element) {
        for (int stride : new int[] {1, 2, 3}) {
            for (int dilation : new int[] {1, 2, 4}) {
                for (int[] padding : new int[][] {{0, 0}, {2, 1}, {0, 5}}) {
                    all(
                            list,
                            element,
                            new long[] {2, 3, 13},
                            new long[] {5, 3, 3},
                            geometry(1, stride, dilation, padding[0], padding[1], 1));
                }
            }
        }
        all(list, element, new long[] {1, 1, 1}, new long[] {1, 1, 1}, geometry(1, 1, 1, 0, 0, 1));
        all(list, element, new long[] {3, 6, 31}, new long[] {6, 1, 5}, geometry(1, 2, 3, 4, 1, 6));
    }

    private static void twoDimensions(CaseList list, ElementType element) {
        for (int stride : new int[] {1, 2, 5}) {
            for (int dilation : new int[] {1, 2}) {
                for (int[] padding : new int[][] {{0, 0}, {1, 1}, {0, 3}, {2, 0}}) {
                    all(
                            list,
                            element,
                            new long[] {2, 3, 7, 6},
                            new long[] {5, 3, 3, 2},
                            geometry(2, stride, dilation, padding[0], padding[1], 1));
                }
            }
        }
        for (long channels : new long[] {1, 3, 5, 16, 17}) {
            all(
                    list,
                    element,
                    new long[] {1, channels, 5, 6},
                    new long[] {17, channels, 3, 3},
                    geometry(2, 1, 1, 1, 1, 1));
            all(
                    list,
                    element,
                    new long[] {3, channels, 5, 6},
                    new long[] {channels, 1, 3, 3},
                    geometry(2, 1, 1, 1, 1, (int) channels));
            all(
                    list,
                    element,
                    new long[] {2, channels, 3, 5},
                    new long[] {2 * channels, 1, 2, 3},
                    geometry(2, 2, 1, 1, 0, (int) channels));
            all(list, element, new long[] {2, 3, 5, 5}, new long[] {channels, 3, 1, 1}, geometry(2, 1, 1, 0, 0, 1));
        }
        all(list, element, new long[] {2, 6, 6, 13}, new long[] {4, 3, 3, 3}, geometry(2, 2, 1, 1, 1, 2));
        all(list, element, new long[] {2, 15, 5, 5}, new long[] {6, 5, 2, 2}, geometry(2, 1, 2, 0, 1, 3));
        all(list, element, new long[] {2, 1, 32, 32}, new long[] {6, 1, 5, 5}, geometry(2, 1, 1, 0, 0, 1));
        all(list, element, new long[] {1, 6, 14, 14}, new long[] {16, 6, 5, 5}, geometry(2, 1, 1, 0, 0, 1));
        mixed(list, element);
    }

    /** Every attribute different on the two axes. */
    private static void mixed(CaseList list, ElementType element) {
        ConvolutionGeometry geometry =
                new ConvolutionGeometry(List.of(2, 1), List.of(1, 3), List.of(0, 2), List.of(3, 1), 1);
        all(list, element, new long[] {2, 3, 13, 17}, new long[] {5, 3, 5, 2}, geometry);
        all(list, element, new long[] {2, 4, 9, 8}, new long[] {6, 2, 2, 3}, geometry.withGroups(2));
    }

    private static void threeDimensions(CaseList list, ElementType element) {
        for (int stride : new int[] {1, 2}) {
            for (int dilation : new int[] {1, 2}) {
                all(
                        list,
                        element,
                        new long[] {2, 2, 5, 3, 6},
                        new long[] {3, 2, 2, 2, 2},
                        geometry(3, stride, dilation, 1, 0, 1));
            }
        }
        all(list, element, new long[] {1, 4, 3, 4, 5}, new long[] {4, 1, 2, 3, 3}, geometry(3, 1, 1, 0, 1, 4));
        ConvolutionGeometry mixed =
                new ConvolutionGeometry(List.of(1, 2, 3), List.of(2, 1, 1), List.of(1, 0, 2), List.of(0, 1, 1), 1);
        all(list, element, new long[] {1, 3, 5, 6, 7}, new long[] {2, 3, 3, 2, 1}, mixed);
    }

    private static void extremes(CaseList list, ElementType element) {
        all(list, element, new long[] {3, 5, 6, 5}, new long[] {4, 5, 6, 5}, geometry(2, 1, 1, 0, 0, 1));
        all(list, element, new long[] {2, 3, 1, 1}, new long[] {2, 3, 3, 3}, geometry(2, 1, 1, 1, 1, 1));
        all(list, element, new long[] {2, 3, 5, 5}, new long[] {2, 3, 3, 3}, geometry(2, 7, 1, 0, 0, 1));
        all(list, element, new long[] {1, 2, 2, 2}, new long[] {2, 2, 2, 2}, geometry(2, 1, 1, 5, 4, 1));
        all(list, element, new long[] {0, 3, 5, 5}, new long[] {2, 3, 3, 3}, geometry(2, 1, 1, 0, 0, 1));
        all(list, element, new long[] {2, 0, 5, 5}, new long[] {2, 0, 3, 3}, geometry(2, 1, 1, 0, 0, 1));
        all(list, element, new long[] {2, 3, 5, 5}, new long[] {0, 3, 3, 3}, geometry(2, 1, 1, 0, 0, 1));
        ConvolutionGeometry plain = geometry(2, 1, 1, 0, 0, 1);
        list.op(
                "convolution",
                "NaN and infinity",
                new ConvolutionOp.Convolution(plain),
                Operand.uniform(element, 2, 3, 6, 6).with(40, Double.NaN, Double.POSITIVE_INFINITY),
                Operand.uniform(element, 5, 3, 3, 3));
        list.op(
                "convolution",
                "padding is zero even for an infinite filter",
                new ConvolutionOp.Convolution(geometry(2, 1, 1, 1, 1, 1)),
                Operand.positive(element, 1, 1, 3, 3),
                Operand.of(CaseList.type(element, 1, 1, 3, 3), 1, 1, 1, 1, 1, 1, 1, 1, Double.POSITIVE_INFINITY));
    }

    static ConvolutionGeometry geometry(int rank, int stride, int dilation, int low, int high, int groups) {
        return new ConvolutionGeometry(
                same(rank, stride), same(rank, dilation), same(rank, low), same(rank, high), groups);
    }

    private static List<Integer> same(int rank, int value) {
        Integer[] values = new Integer[rank];
        Arrays.fill(values, value);
        return Arrays.asList(values);
    }

    /** The convolution and its gradients by input and filter. */
    private static void all(CaseList list, ElementType element, long[] x, long[] w, ConvolutionGeometry geometry) {
        List<Long> dims = new ArrayList<>(List.of(x[0], w[0]));
        for (int i = 0; i < geometry.spatialRank(); i++) {
            dims.add(geometry.outputSize(i, x[i + 2], w[i + 2]));
        }
        long[] y = dims.stream().mapToLong(Long::longValue).toArray();
        list.op(
                "convolution",
                new ConvolutionOp.Convolution(geometry),
                Operand.uniform(element, x),
                Operand.uniform(element, w));
        list.op(
                "convolution",
                new ConvolutionOp.ConvolutionInputGradient(geometry, Shape.of(x)),
                Operand.uniform(element, y),
                Operand.uniform(element, w));
        list.op(
                "convolution",
                new ConvolutionOp.ConvolutionFilterGradient(geometry, Shape.of(w)),
                Operand.uniform(element, x),
                Operand.uniform(element, y));
    }
}
