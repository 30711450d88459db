package org.neocog.layer;

import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.config.Option;
import org.neocog.tensor.Shape;

/**
 * Numbers for the spatial axes of {@code [N, C, spatial..]}, of which there are one to three: kernel sizes, strides. So that the layers of
 * all bundles read them alike. Provided by the framework.
 */
public final class Spatial {
    /** Greatest number of spatial axes. */
    public static final int MAX_AXES = 3;

    private Spatial() {}

    /** A required option of integers of at least 1: one for all axes, or one per axis. Their number is checked in lowering. */
    public static Option<List<Integer>> option(String name, String help) {
        return Option.integers(name, help).atLeast(1).length(1, MAX_AXES);
    }

    /** A required option of integers of at least 1: one for all axes, or one for each of {@code axes}. */
    public static Option<List<Integer>> option(String name, String help, int axes) {
        String rule = axes == 1 ? "have 1 element" : "have 1 or " + axes + " elements";
        return Option.integers(name, help).atLeast(1).check(rule, values -> fits(values, axes));
    }

    /** Whether there is one number, or one for each of {@code axes}. */
    public static boolean fits(List<Integer> values, int axes) {
        return values.size() == 1 || values.size() == axes;
    }

    /** One number per axis: a single one is repeated. */
    public static List<Integer> perAxis(List<Integer> values, int axes) {
        return values.size() == 1 ? Collections.nCopies(axes, values.get(0)) : values;
    }

    /** Sizes of the spatial axes of {@code [N, C, spatial..]}. */
    public static List<Long> sizes(Shape input) {
        return IntStream.range(2, input.rank()).mapToObj(input::dim).toList();
    }

    /** The shape of one image of a batch: all dimensions but the first. */
    public static Shape ofOne(Shape batch) {
        return batch.range(Math.min(1, batch.rank()), batch.rank());
    }

    /** The product of some sizes. */
    public static long product(List<Integer> values) {
        return values.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    }
}
