package org.neocog.exchange.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.exchange.onnx.Source.Known;
import org.neocog.tensor.Shape;

/** Writes several nodes that together are one layer as one node. */
final class Simplification {
    private Drafts drafts;
    private Map<Integer, Integer> uses;

    private Simplification(Drafts drafts) {
        this.drafts = drafts;
        this.uses = drafts.uses();
    }

    static Drafts of(Drafts drafts) {
        Simplification simplification = new Simplification(drafts);
        for (int i = 0; i < drafts.list().size(); i++) {
            Draft simpler = simplification.simpler(simplification.drafts.get(i));
            if (simpler != null) {
                simplification.drafts = simplification.drafts.with(i, simpler);
                simplification.uses = simplification.drafts.uses();
            }
        }
        return simplification.drafts.pruned();
    }

    private @Nullable Draft simpler(Draft draft) {
        Draft sum = productWithBias(draft);
        Draft mean = sum != null ? sum : meanOfSum(draft);
        return mean != null ? mean : flatMean(draft);
    }

    /** Whether input {@code index} is a draft of this operator that nothing else reads. */
    private @Nullable Draft only(Draft draft, int index, String... operators) {
        Draft before = drafts.before(draft, index);
        boolean fits = before != null
                && Arrays.asList(operators).contains(before.operator())
                && uses.getOrDefault(draft.edge(index), 0) == 1;
        return fits ? before : null;
    }

    /** {@code Add(MatMul(x, w), b)} is {@code Gemm(x, w, b)}. */
    private @Nullable Draft productWithBias(Draft draft) {
        if (!draft.operator().equals("Add") || draft.shape().rank() != 2) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            Draft product = only(draft, i, "MatMul");
            Known bias = draft.known(1 - i);
            if (product == null || bias == null) {
                continue;
            }
            boolean fits = product.isEdge(0)
                    && product.known(1) != null
                    && product.shape().equals(draft.shape())
                    && isRow(bias.numbers().shape(), draft.shape().dim(1));
            if (fits) {
                List<@Nullable Source> inputs = new ArrayList<>(product.inputs());
                inputs.add(bias);
                return new Draft(product.node(), "Gemm", draft.opset(), 0, Attributes.NONE, inputs, draft.shape());
            }
        }
        return null;
    }

    static boolean isRow(Shape shape, long columns) {
        return shape.equals(Shape.of(columns)) || shape.equals(Shape.of(1, columns));
    }

    /** {@code Mul(ReduceSum(x), 1 / n)} is {@code ReduceMean(x)}. */
    private @Nullable Draft meanOfSum(Draft draft) {
        if (!draft.operator().equals("Mul")) {
            return null;
        }
        for (int i = 0; i < 2; i++) {
            Draft sum = only(draft, i, "ReduceSum");
            Known factor = draft.known(1 - i);
            if (sum == null || factor == null || factor.numbers().count() != 1) {
                continue;
            }
            Shape x = drafts.shape(sum, 0);
            List<Integer> axes = x == null ? List.of() : spatialAxes(sum, x);
            long elements =
                    x == null ? 0 : x.range(Math.min(2, x.rank()), x.rank()).size();
            if (!axes.isEmpty()
                    && (float) (1.0 / elements) == (float) factor.numbers().get(0)) {
                return mean(
                        draft,
                        sum.inputs().subList(0, 1),
                        axes,
                        sum.attributes().flag("keepdims", true));
            }
        }
        return null;
    }

    /** The spatial axes, if they are what is reduced; else none. */
    private List<Integer> spatialAxes(Draft reduction, Shape x) {
        Known told = reduction.known(1);
        List<Long> given =
                told != null ? told.numbers().toList() : reduction.attributes().integers("axes", List.of());
        List<Integer> spatial = Call.range(Math.min(2, x.rank()), x.rank());
        return reduction.isEdge(0) && Call.axes(given, x.rank()).equals(spatial) ? spatial : List.of();
    }

    private static Draft mean(Draft at, List<@Nullable Source> inputs, List<Integer> axes, boolean keepDims) {
        Map<String, Object> attributes =
                Map.of("axes", axes.stream().map(Integer::longValue).toList(), "keepdims", keepDims ? 1L : 0L);
        return at.with("ReduceMean", new Attributes(attributes), inputs);
    }

    /** The mean of each channel that becomes {@code [N, C]} behind it, or that is it already. */
    private @Nullable Draft flatMean(Draft draft) {
        if (draft.operator().equals("ReduceMean")) {
            Shape x = drafts.shape(draft, 0);
            List<Integer> axes = x == null ? List.of() : spatialAxes(draft, x);
            boolean told = draft.known(1) != null;
            return told && !axes.isEmpty()
                    ? mean(
                            draft,
                            draft.inputs().subList(0, 1),
                            axes,
                            draft.attributes().flag("keepdims", true))
                    : null;
        }
        Draft mean = List.of("Flatten", "Reshape", "Squeeze").contains(draft.operator())
                ? only(draft, 0, "GlobalAveragePool", "ReduceMean")
                : null;
        Shape x = mean == null ? null : drafts.shape(mean, 0);
        if (mean == null || x == null || !mean.isEdge(0) || x.rank() < 3) {
            return null;
        }
        List<Integer> spatial = Call.range(2, x.rank());
        boolean isMean = mean.operator().equals("GlobalAveragePool")
                || spatialAxes(mean, x).equals(spatial);
        return isMean && draft.shape().equals(x.range(0, 2))
                ? mean(draft, mean.inputs().subList(0, 1), spatial, false)
                : null;
    }
}
