package org.neocog.graph;

import java.util.List;

/** All ops, family by family. */
final class OpFamilies {
    static final List<OpFamilyTest> ALL = List.of(
            new SourceOpTest(),
            new ElementwiseOpTest(),
            new ReductionOpTest(),
            new ShapeOpTest(),
            new MatrixOpTest(),
            new ConvolutionOpTest(),
            new PoolingOpTest(),
            new NormalizationOpTest(),
            new SoftmaxOpTest(),
            new RandomOpTest());

    private OpFamilies() {}

    static List<OpFamilyTest.Sample> samples() {
        return ALL.stream().flatMap(family -> family.samples().stream()).toList();
    }

    static List<OpFamilyTest.Violation> violations() {
        return ALL.stream().flatMap(family -> family.violations().stream()).toList();
    }
}
