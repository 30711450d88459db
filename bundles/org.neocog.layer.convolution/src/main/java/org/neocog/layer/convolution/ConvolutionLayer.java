package org.neocog.layer.convolution;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Schema;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Padding;
import org.neocog.layer.Spatial;

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
 * unless {@code bias-init} is given.
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
    private static final Option<Boolean> BIAS =
            Option.flag("bias", "adds a number per output channel").orElse(true);
    private static final Option<List<List<Integer>>> CONNECTIONS = Option.table(
                    "connections", "row o lists the input channels, from 0, that output channel o sees; all, if absent")
            .check("name each channel of a row once, from 0, and one in every row", ConvolutionLayer::isTable)
            .optional();
    private static final Option<PlugInConfig> WEIGHT_INIT =
            Initialization.option("weight-init", "first values of the filters").orElseConfig("he");
    private static final Option<PlugInConfig> BIAS_INIT = Initialization.option(
                    "bias-init", "first values of the bias; 0, if absent")
            .optional();

    private final String name;
    private final int axes;
    private final Option<List<Integer>> kernel;
    private final Option<List<Integer>> stride;
    private final Option<List<Integer>> dilation;
    private final Option<ConfigNode> padding;
    private final Schema schema;

    ConvolutionLayer(String name, int axes) {
        this.name = name;
        this.axes = axes;
        kernel = Spatial.option("kernel", "size of the filters, one number or one per axis", axes);
        stride = Spatial.option("stride", "step of the filters", axes).orElse(List.of(1));
        dilation = Spatial.option("dilation", "distance of neighbours in a filter", axes)
                .orElse(List.of(1));
        padding = Padding.option(
                "zeros around the input: a number, one per axis, two per axis (top, bottom, left, right), same or valid",
                axes);
        schema = Schema.of(
                        FILTERS, kernel, stride, padding, dilation, GROUPS, BIAS, CONNECTIONS, WEIGHT_INIT, BIAS_INIT)
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
        List<Integer> size = Spatial.perAxis(options.get(kernel), axes);
        List<Integer> dilations = Spatial.perAxis(options.get(dilation), axes);
        List<Integer> window = new ArrayList<>();
        IntStream.range(0, axes).forEach(i -> window.add(dilations.get(i) * (size.get(i) - 1) + 1));
        ConvolutionSpec spec = new ConvolutionSpec(
                options.get(FILTERS),
                size,
                Spatial.perAxis(options.get(stride), axes),
                dilations,
                window,
                Padding.of(options.get(padding)),
                options.get(GROUPS),
                options.get(BIAS),
                options.find(CONNECTIONS),
                options.get(WEIGHT_INIT),
                options.find(BIAS_INIT));
        return LayerSpec.ofOne(spec::lower);
    }
}
