package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.List;
import org.neocog.backend.Backend;
import org.neocog.graph.BinaryFunction;
import org.neocog.graph.ElementwiseOp;
import org.neocog.tensor.ElementType;

/**
 * The contract of {@link Backend} as a list of cases. Provided by the framework; needs no test framework.
 *
 * <p>Every op at ordinary and awkward shapes, boundary values, gradients by finite differences, whole nets, programs and their state,
 * refusals, closing; for every floating type that the backend's {@link org.neocog.backend.DeviceInfo} claims. What is expected is computed by
 * plain formulas of the kit's own. What a backend does not {@linkplain Backend#supports support} must be refused by {@link Backend#compile};
 * a case never is skipped. Integers beyond 2^53 are moved exactly, or refused when they are fed.
 */
public final class ContractCases {
    private ContractCases() {}

    /** All cases, in groups; each can be run on its own, in any order, by any one thread. */
    public static List<ContractCase> all(Backend backend, ContractOptions options) {
        CaseList list = new CaseList(backend, options);
        List<ElementType> floating = floating(backend);
        for (ElementType element : floating) {
            ElementwiseCases.addTo(list, element);
            ShapeCases.addTo(list, element);
            ReductionCases.addTo(list, element);
            ConvolutionCases.addTo(list, element);
            PoolingCases.addTo(list, element);
            NormalizationCases.addTo(list, element);
        }
        for (ElementType element : List.of(ElementType.UINT8, ElementType.INT32, ElementType.INT64)) {
            ShapeCases.addTo(list, element);
        }
        ElementwiseCases.integers(list);
        ElementwiseCases.wideIntegers(list);
        unclaimed(list, floating);
        if (!floating.isEmpty()) {
            ElementType widest = widest(floating);
            GradientCases.addTo(list, widest);
            CompositionCases.addTo(list, widest);
            if (widest != floating.get(0)) {
                CompositionCases.addTo(list, floating.get(0));
            }
            ProgramCases.addTo(list, floating.get(0));
            ThreadCases.addTo(list, floating.get(0));
        }
        RefusalCases.addTo(list, floating.isEmpty() ? ElementType.FLOAT32 : floating.get(0));
        return list.cases();
    }

    private static List<ElementType> floating(Backend backend) {
        List<ElementType> floating = new ArrayList<>();
        for (ElementType element : ElementType.values()) {
            if (element.isFloating() && backend.device().elementTypes().contains(element)) {
                floating.add(element);
            }
        }
        return floating;
    }

    private static ElementType widest(List<ElementType> floating) {
        return floating.contains(ElementType.FLOAT64) ? ElementType.FLOAT64 : floating.get(0);
    }

    /** A type that is not claimed is either computed right or refused. */
    private static void unclaimed(CaseList list, List<ElementType> claimed) {
        for (ElementType element : ElementType.values()) {
            if (element.isFloating() && !claimed.contains(element)) {
                list.op(
                        "element types",
                        "not claimed",
                        new ElementwiseOp.Binary(BinaryFunction.ADD),
                        Operand.uniform(element, 3),
                        Operand.uniform(element, 3));
            }
        }
    }
}
