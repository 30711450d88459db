package org.neocog.backend.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.support.BufferPlan;
import org.neocog.backend.support.Placement;
import org.neocog.graph.ConstantData;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;
import org.neocog.graph.ShapeOp;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;

/**
 * The arrays of a program: one per variable; constants; and buffers, which values that are never needed at the same time share, within a graph and
 * between graphs. An array may be longer than its value.
 */
final class ProgramMemory {
    /** Everything is held as double; a reshape is the same array. */
    private static final Placement PLACEMENT = new Placement() {
        @Override
        public long bytes(Value value) {
            return value.type().size() * Double.BYTES;
        }

        @Override
        public boolean planned(Value value) {
            return !(value.node().op() instanceof SourceOp.Read)
                    && !(value.node().op() instanceof SourceOp.Constant);
        }

        @Override
        public @Nullable Value aliasOf(Value value) {
            return value.node().op() instanceof ShapeOp.Reshape ? value.node().input(0) : null;
        }
    };

    private final Map<Variable, double[]> variables = new LinkedHashMap<>();
    private final Map<Graph, BufferPlan> plans = new LinkedHashMap<>();
    private final Map<ConstantData, double[]> constants = new HashMap<>();
    /** Of each number that fills a constant one array, the longest needed, by the bits that hold it. */
    private final Map<Long, double[]> splats = new HashMap<>();

    private final double[][] buffers;
    private long more;

    ProgramMemory(List<Variable> variables, List<Graph> graphs) {
        for (Variable variable : variables) {
            this.variables.put(variable, new double[variable.type().shape().intSize()]);
        }
        List<Long> sizes = new ArrayList<>();
        for (Graph graph : graphs) {
            BufferPlan plan = BufferPlan.of(graph, PLACEMENT);
            plans.put(graph, plan);
            for (int i = 0; i < plan.sizes().size(); i++) {
                if (i == sizes.size()) {
                    sizes.add(0L);
                }
                sizes.set(i, Math.max(sizes.get(i), plan.sizes().get(i)));
            }
            graph.nodes().forEach(this::addConstant);
        }
        buffers = sizes.stream()
                .map(bytes -> new double[Math.toIntExact(bytes / Double.BYTES)])
                .toArray(double[][]::new);
    }

    private void addConstant(Node node) {
        if (!(node.op() instanceof SourceOp.Constant constant)) {
            return;
        }
        ConstantData data = constant.data();
        if (!data.isSplat()) {
            constants.computeIfAbsent(data, ProgramMemory::elements);
            return;
        }
        long bits = splatKey(data);
        int size = data.type().shape().intSize();
        double[] known = splats.get(bits);
        if (known == null || known.length < size) {
            double[] all = new double[size];
            Arrays.fill(all, Double.longBitsToDouble(bits));
            splats.put(bits, all);
        }
    }

    /** The bits of what holds each element. */
    private static long splatKey(ConstantData splat) {
        return Double.doubleToRawLongBits(Int64.hold(splat.type().element(), splat.get(0)));
    }

    private static double[] elements(ConstantData data) {
        double[] elements = data.toArray();
        for (int i = 0; i < elements.length; i++) {
            elements[i] = Int64.hold(data.type().element(), elements[i]);
        }
        return elements;
    }

    /** The variable's elements. */
    double[] variable(Variable variable) {
        double[] array = variables.get(variable);
        if (array == null) {
            throw new IllegalArgumentException("reference: the variable must be one of the program, but variable="
                    + variable + ". Add it to the program's variables.");
        }
        return array;
    }

    /** The variables in the program's order. */
    Iterable<Variable> variables() {
        return variables.keySet();
    }

    /** The value in whose array this one lies. */
    Value root(Graph graph, Value value) {
        return plan(graph).root(value);
    }

    /** Where the value lies while its graph runs. */
    double[] array(Graph graph, Value value) {
        Value root = root(graph, value);
        if (root.node().op() instanceof SourceOp.Read read) {
            return variable(read.variable());
        }
        if (root.node().op() instanceof SourceOp.Constant constant) {
            ConstantData data = constant.data();
            double[] array = data.isSplat() ? splats.get(splatKey(data)) : constants.get(data);
            if (array == null) {
                throw new IllegalStateException(
                        "reference: every constant must have an array, but value=" + value + ".");
            }
            return array;
        }
        return buffers[plan(graph).buffer(value)];
    }

    private BufferPlan plan(Graph graph) {
        BufferPlan plan = plans.get(graph);
        if (plan == null) {
            throw new IllegalArgumentException(
                    "reference: the graph must be one of the program, but graph=" + graph.name() + ".");
        }
        return plan;
    }

    /** Counts memory that kernels hold besides. */
    void addScratch(long bytes) {
        more += bytes;
    }

    /** An array of its own for a copy. */
    double[] allocate(int size) {
        more += (long) size * Double.BYTES;
        return new double[size];
    }

    long variableBytes() {
        return bytes(variables.values());
    }

    long intermediateBytes() {
        return bytes(Arrays.asList(buffers)) + bytes(constants.values()) + bytes(splats.values()) + more;
    }

    private static long bytes(Iterable<double[]> arrays) {
        long bytes = 0;
        for (double[] array : arrays) {
            bytes += (long) array.length * Double.BYTES;
        }
        return bytes;
    }
}
