package org.neocog.layer.convolution;

import java.util.HashSet;
import java.util.List;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;

/**
 * Slides filters over one to three spatial axes. Cross-correlation: the filters are not flipped.
 *
 * <p>{@code y[n, o, p] = bias[o] + sum over c, k of x[n, g C/groups + c, p stride + k dilation - before] weight[o, c, k]}, where g is the
 * group of o and x is 0 outside.
 *
 * <p>Input {@code [N, C, spatial..]}, output {@code [N, filters, spatial..]}, each axis {@code floor((in + before + after - dilation
 * (kernel - 1) - 1) / stride) + 1} long. Parameters {@code weight [filters, C / groups, kernel..]} and {@code bias [filters]}. With {@code
 * connections} only the filters between connected channels exist: {@code weight [connections, kernel..]}, in the order of the table.
 *
 * <ul>
 *   <li>C1: the input has a batch, a channel and as many spatial axes as the type's name says.
 *   <li>C2: groups divide the channels of the input.
 *   <li>C3: the dilated kernel fits into the padded input.
 *   <li>C4: groups divide filters.
 *   <li>C5: connections have one row per filter; a row has no channel twice and at least one.
 *   <li>C6: there are connections or groups, not both.
 *   <li>C7: connections name channels of the input, which count from 0.
 * </ul>
 *
 * <p>Initialization: fan-in is {@code C / groups} times the size of the kernel, fan-out {@code filters / groups} times it; with {@code
 * connections} the mean number of connections of a filter (a channel), rounded, times the size of the kernel. The bias starts at 0
 * unless {@code bias-init} is given. With {@code trainable: false} weight and bias keep their first values: a hand-made filter.
 *
 * <p>Source: LeCun, Bottou, Bengio, Haffner 1998, "Gradient-based learning applied to document recognition", II.A; the table of
 * connections: II.B, table I.
 */
abstract class ConvolutionLayer implements LayerType {
    private static final Option<Integer> FILTERS =
            Option.integer("filters", "output channels").atLeast(1);
    private static final Option<Integer> GROUPS = Option.integer(
                    "groups", "groups of channels that do not see each other; as many as channels: depthwise")
            .orElse(1)
            .atLeast(1);
    private static final Option<List<List<Integer>>> CONNECTIONS = Option.table(
                    "connections", "row o lists the input channels, from 0, that output channel o sees; all, if absent")
            .check("name each channel of a row once, from 0, and one in every row", ConvolutionLayer::isTable)
            .optional();

    private final String name;
    private final int axes;
    private final KernelOptions kernel;
    private final Schema schema;

    ConvolutionLayer(String name, int axes) {
        this.name = name;
        this.axes = axes;
        kernel = new KernelOptions(axes);
        schema = Schema.of(FILTERS)
                .plus(kernel.schema())
                .plus(Schema.of(GROUPS, CONNECTIONS))
                .plus(FilterOptions.SCHEMA)
                .rule("C4", "groups must divide filters", o -> o.get(FILTERS) % o.get(GROUPS) == 0, GROUPS, FILTERS)
                .rule(
                        "C5",
                        "connections must have one row per filter",
                        o -> o.find(CONNECTIONS)
                                .map(rows -> rows.size() == o.get(FILTERS))
                                .orElse(true),
                        FILTERS,
                        CONNECTIONS)
                .rule(
                        "C6",
                        "there must be connections or groups, not both",
                        o -> o.get(GROUPS) == 1 || o.find(CONNECTIONS).isEmpty(),
                        GROUPS,
                        CONNECTIONS);
    }

    private static boolean isTable(List<List<Integer>> rows) {
        return rows.stream()
                .allMatch(row -> !row.isEmpty()
                        && row.stream().allMatch(channel -> channel >= 0)
                        && new HashSet<>(row).size() == row.size());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return "Slides filters over " + axes + (axes == 1 ? " spatial axis." : " spatial axes.");
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public LayerSpec create(Options options) {
        ConvolutionSpec spec = new ConvolutionSpec(
                options.get(FILTERS),
                kernel.of(options),
                options.get(GROUPS),
                options.find(CONNECTIONS),
                FilterOptions.of(options));
        return LayerSpec.ofOne(spec::lower);
    }
}
