package org.neocog.layer.merge;

import java.util.List;
import java.util.stream.IntStream;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.neocog.tensor.Shape;
import org.osgi.service.component.annotations.Component;

/**
 * Puts its inputs after each other along one axis, in the order of {@code from}: by default the channels of the branches of an inception
 * module.
 *
 * <p>Inputs {@code [N, C1, ..], [N, C2, ..], ..}, output {@code [N, C1 + C2 + .., ..]}.
 *
 * <ul>
 *   <li>C1: there are two inputs or more.
 *   <li>C2: they have the axis.
 *   <li>C3: their shapes differ along the axis only.
 * </ul>
 *
 * <p>Source: Szegedy et al. 2014, "Going deeper with convolutions", section 4.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=concatenate")
public final class ConcatenateLayer implements LayerType {
    private static final Option<Integer> AXIS = Option.integer("axis", "1: channels; 2 and on: spatial axes")
            .orElse(1)
            .atLeast(1);
    private static final Schema SCHEMA = Schema.of(AXIS).primary(AXIS);

    @Override
    public String name() {
        return "concatenate";
    }

    @Override
    public String summary() {
        return "Puts its inputs after each other along the channels, or another axis.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        int axis = options.get(AXIS);
        return (to, inputs) -> lower(to, inputs, axis);
    }

    private static Value lower(Lowering to, List<Value> inputs, int axis) {
        Branches.requireSeveral(to, inputs);
        Shape first = inputs.get(0).shape();
        if (axis >= first.rank()) {
            throw to.reject(
                    "C2", "the inputs must have the axis", "Use a lower axis.", "axis", axis, "rank", first.rank());
        }
        if (!inputs.stream().allMatch(input -> fits(first, input.shape(), axis))) {
            throw to.reject(
                    "C3",
                    "the shapes of the inputs must differ along the axis only",
                    "Give the branches one stride and padding that keeps the size.",
                    "inputs",
                    Branches.ofOne(inputs),
                    "axis",
                    axis);
        }
        return to.graph().concatenate(inputs, axis);
    }

    private static boolean fits(Shape first, Shape other, int axis) {
        return first.rank() == other.rank()
                && IntStream.range(0, first.rank()).allMatch(i -> i == axis || first.dim(i) == other.dim(i));
    }
}
