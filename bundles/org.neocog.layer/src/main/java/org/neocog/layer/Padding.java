package org.neocog.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;

/**
 * How many elements go before and after each spatial axis: as numbers, or as many as the window needs. So that the layers of all
 * bundles read {@code padding} alike. Provided by the framework.
 *
 * <p>In a config: {@code 2} for every side; {@code [1, 2]}, one number per axis, for both of its sides; {@code [1, 1, 2, 2]}, two numbers per
 * axis, first the one before: top, bottom, left, right; {@code valid} for none; {@code same} for so much that the output has {@code ceil(input
 * / stride)} elements, the odd one after.
 */
public final class Padding {
    /** No padding. */
    public static final Padding NONE = new Padding(List.of(0));

    private static final String SAME = "same";
    private static final String VALID = "valid";

    /** One, one per axis, or two per axis; null for "same". */
    private final @Nullable List<Integer> numbers;

    private Padding(@Nullable List<Integer> numbers) {
        this.numbers = numbers;
    }

    /**
     * Elements before and after each axis.
     *
     * @param low one number per axis
     * @param high one number per axis
     */
    public record Sides(List<Integer> low, List<Integer> high) {
        public Sides {
            low = List.copyOf(low);
            high = List.copyOf(high);
        }

        /** Two numbers per axis, as a config has them: {@code [1, 1, 2, 2]}. */
        @Override
        public String toString() {
            List<Integer> all = new ArrayList<>();
            for (int i = 0; i < low.size(); i++) {
                all.add(low.get(i));
                all.add(high.get(i));
            }
            return all.toString();
        }
    }

    /** The option {@code padding}, 0 by default, for layers whose number of axes is known in lowering only. */
    public static Option<ConfigNode> option(String help) {
        return Option.node("padding", help)
                .orElse(ConfigNode.of(0))
                .check(
                        "be same, valid, or integers of at least 0",
                        node -> read(node).isPresent());
    }

    /** The option {@code padding}, 0 by default. */
    public static Option<ConfigNode> option(String help, int axes) {
        String count = axes == 1 ? "1 or 2 integers" : "1, " + axes + " or " + 2 * axes + " integers";
        return option(help)
                .check(
                        "be same, valid, or " + count,
                        node -> read(node).map(padding -> padding.fits(axes)).orElse(true));
    }

    /**
     * Reads what the option accepted.
     *
     * @throws IllegalArgumentException if it is no padding
     */
    public static Padding of(ConfigNode node) {
        return read(node)
                .orElseThrow(() -> new IllegalArgumentException(
                        "padding: must be same, valid, or integers of at least 0, but padding=" + node.shown() + "."));
    }

    private static Optional<Padding> read(ConfigNode node) {
        Object value = node.toJava();
        if (SAME.equals(value)) {
            return Optional.of(new Padding(null));
        }
        if (VALID.equals(value)) {
            return Optional.of(NONE);
        }
        List<?> items = value instanceof List<?> list ? list : Collections.singletonList(value);
        List<Integer> numbers = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Long number) || number < 0 || number > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            numbers.add(number.intValue());
        }
        return numbers.isEmpty() || numbers.size() > 2 * Spatial.MAX_AXES
                ? Optional.empty()
                : Optional.of(new Padding(List.copyOf(numbers)));
    }

    /** Whether there are as many numbers as so many axes can have. */
    public boolean fits(int axes) {
        return numbers == null || numbers.size() == 1 || numbers.size() == axes || numbers.size() == 2 * axes;
    }

    /**
     * The padding of an input.
     *
     * @param input sizes of the spatial axes
     * @param window sizes of the window, dilation included
     * @param strides steps of the window
     */
    public Sides sides(List<Long> input, List<Integer> window, List<Integer> strides) {
        int axes = input.size();
        List<Integer> low = new ArrayList<>();
        List<Integer> high = new ArrayList<>();
        for (int i = 0; i < axes; i++) {
            if (numbers == null) {
                int total = same(input.get(i), window.get(i), strides.get(i));
                low.add(total / 2);
                high.add(total - total / 2);
            } else {
                boolean perSide = numbers.size() == 2 * axes;
                int before = numbers.size() == 1 ? 0 : perSide ? 2 * i : i;
                low.add(numbers.get(before));
                high.add(numbers.get(perSide ? before + 1 : before));
            }
        }
        return new Sides(low, high);
    }

    private static int same(long input, int window, int stride) {
        long outputs = (input + stride - 1) / stride;
        return Math.toIntExact(Math.max((outputs - 1) * stride + window - input, 0));
    }

    /** As it would stand in a config. */
    @Override
    public String toString() {
        return numbers == null ? SAME : numbers.size() == 1 ? numbers.get(0).toString() : numbers.toString();
    }
}
