package org.neocog.optimizer.initializer;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Initializer;
import org.neocog.optimizer.InitializerType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code weight-init: {filter: [sobel-x, sobel-y]}}: filters made by hand. Filter o of a convolution gets entry {@code o mod n} of the n
 * named ones, the same for each of its input channels.
 *
 * <p>The kernel of the layer must have the size of the named filters: 3x3, or 5x5 where the name ends in 5. Together with {@code trainable:
 * false} the layer is a fixed image filter.
 *
 * <ul>
 *   <li>C1: there are names, or values, not both.
 *   <li>C2: the named filters have one size.
 *   <li>C3: a filter of the layer is that size, once per input channel.
 * </ul>
 */
@Component(property = InitializerType.NAME_PROPERTY + "=" + FilterInitializerType.NAME)
public final class FilterInitializerType implements InitializerType {
    static final String NAME = "filter";

    private static final String KNOWN =
            Stream.of(HandMadeFilter.values()).map(HandMadeFilter::configName).collect(Collectors.joining(", "));

    static final Option<List<String>> NAMES = Option.texts(
                    "names", "Filters by name, in turn for each output channel: " + KNOWN + ".")
            .length(1, Integer.MAX_VALUE)
            .check(
                    "be of " + KNOWN,
                    names -> names.stream().allMatch(name -> find(name).isPresent()))
            .optional();
    static final Option<List<Double>> VALUES = Option.numbers(
                    "values", "One filter of your own, row-major, instead of names.")
            .length(1, Integer.MAX_VALUE)
            .optional();

    private static final Schema SCHEMA = Schema.of(NAMES, VALUES)
            .primary(NAMES)
            .rule(
                    "C1",
                    "there must be names, or values, not both",
                    o -> o.find(NAMES).isPresent() != o.find(VALUES).isPresent(),
                    NAMES,
                    VALUES)
            .rule(
                    "C2",
                    "the named filters must have one size",
                    o -> named(o).stream().map(f -> f.length).distinct().count() <= 1,
                    NAMES);

    private static Optional<HandMadeFilter> find(String name) {
        return Stream.of(HandMadeFilter.values())
                .filter(filter -> filter.configName().equals(name))
                .findFirst();
    }

    private static List<double[]> named(Options options) {
        return options.find(NAMES).orElse(List.of()).stream()
                .flatMap(name -> find(name).stream())
                .map(HandMadeFilter::weights)
                .toList();
    }

    private static List<double[]> filters(Options options) {
        return options.find(VALUES)
                .map(values ->
                        List.of(values.stream().mapToDouble(Double::doubleValue).toArray()))
                .orElseGet(() -> named(options));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Image filters made by hand: identity, edges, sharpen, blur.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Initializer create(Options options) {
        List<double[]> filters = filters(options);
        int size = filters.get(0).length;
        return (values, fanIn, fanOut, random) -> {
            if (fanIn % size != 0 || values.length % fanIn != 0) {
                throw options.error(
                        options.find(NAMES).isPresent() ? NAMES : VALUES,
                        "filter: the layer's kernel must have the size of the filter, but filter=" + size
                                + " elements, fanIn=" + fanIn + ", parameter=" + values.length
                                + " elements. Change kernel. [C3]");
            }
            for (int start = 0; start < values.length; start += size) {
                double[] filter = filters.get((int) (start / fanIn % filters.size()));
                System.arraycopy(filter, 0, values, start, size);
            }
        };
    }
}
