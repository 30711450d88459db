package org.neocog.backend.opencl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConstantData;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.ElementwiseOp.Comparison;
import org.neocog.graph.Node;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.neocog.tensor.ElementType;

/**
 * Elementwise ops as one generated kernel: every element is loaded, computed with and stored once. Sizes are arguments, so chains of one form share
 * a program whatever their shapes. On processors the kernel walks rows: repeated vectors are either constant along a row or walked with it.
 */
final class Chain {
    /** A memory argument. */
    private record Argument(Buffer buffer, ElementType element, boolean written) {}

    private static final int WORK = 2;
    private static final int FIRST_VECTOR = 2;

    private final Lowering to;
    private final ElementType real;
    private final long size;
    private final Set<Value> inside = new HashSet<>();
    private final Map<Value, String> names = new HashMap<>();
    private final List<Argument> arguments = new ArrayList<>();
    private final List<Integer> numbers = new ArrayList<>();
    /** Scalars, loaded before the loops. */
    private final StringBuilder before = new StringBuilder();
    /** What is the same for a row, on processors. */
    private final StringBuilder perRow = new StringBuilder();

    private final StringBuilder perElement = new StringBuilder();
    private int run;
    private int ops;

    Chain(Lowering to, ElementType real, long size) {
        this.to = to;
        this.real = real;
        this.size = size;
        numbers.add((int) size);
        numbers.add((int) size);
    }

    /** Takes a value in whatever its other uses are. */
    void include(Value value) {
        inside.add(value);
    }

    private boolean joins(Value value) {
        if (inside.contains(value)) {
            return true;
        }
        Node node = value.node();
        boolean joins = ElementwiseLowering.joinsChains(node)
                && ElementwiseLowering.real(node) == real
                && to.uses().isSingle(value)
                && to.fusions().computedBy(node) == node;
        if (joins) {
            inside.add(value);
        }
        return joins;
    }

    /** Asks for all values that come from elsewhere, and finds how long rows are. */
    void prepare(Value value) {
        if (joins(value)) {
            value.node().inputs().forEach(this::prepare);
            return;
        }
        Repetition repetition = Repetition.of(value);
        if (repetition != null) {
            to.operand(repetition.vector());
            require(repetition);
        } else if (splat(value) == null) {
            to.operand(value);
        }
    }

    /** Rows must not be longer than what a repeated vector allows. */
    private void require(Repetition repetition) {
        if (!repetition.isScalar()) {
            int wanted = repetition.run() == 1 ? repetition.count() : repetition.run();
            run = run == 0 ? wanted : Math.min(run, wanted);
        }
    }

    /** Computes a value and stores it. */
    void store(Value value, Buffer buffer) {
        String name = emit(value);
        String target = argument(buffer, value.element(), true);
        perElement
                .append("        ")
                .append(target)
                .append("[i] = ")
                .append(value.element() == ElementType.UINT8 ? "(uchar)" + name : name)
                .append(";\n");
    }

    /** Says where a value lies that is not computed inside. */
    void load(Value value, Buffer buffer) {
        String name = "v" + names.size();
        names.put(value, name);
        declare(name, value.element(), argument(buffer, value.element(), false) + "[i]");
    }

    private String emit(Value value) {
        String known = names.get(value);
        if (known != null) {
            return known;
        }
        if (inside.contains(value)) {
            List<String> inputs = value.node().inputs().stream().map(this::emit).toList();
            String name = "v" + names.size();
            names.put(value, name);
            declare(name, value.element(), expression(value.node(), inputs));
            ops++;
            return name;
        }
        ConstantData splat = splat(value);
        if (splat != null) {
            String literal = literal(value.element(), splat.get(0));
            names.put(value, literal);
            return literal;
        }
        Repetition repetition = Repetition.of(value);
        if (repetition != null) {
            return repeated(value, repetition);
        }
        load(value, to.operand(value));
        return emit(value);
    }

    private void declare(String name, ElementType element, String expression) {
        perElement
                .append("        const ")
                .append(element == ElementType.UINT8 ? "int" : "T")
                .append(' ')
                .append(name)
                .append(" = ")
                .append(expression)
                .append(";\n");
    }

    private String repeated(Value value, Repetition repetition) {
        String name = "v" + names.size();
        names.put(value, name);
        String vector = argument(to.operand(repetition.vector()), value.element(), false);
        if (repetition.isScalar()) {
            before.append("    const T ")
                    .append(name)
                    .append(" = ")
                    .append(vector)
                    .append("[0];\n");
            return name;
        }
        int count = numbers.size();
        numbers.add(repetition.count());
        numbers.add(repetition.run());
        String whole = vector + "[i / n.v[" + (count + 1) + "] % n.v[" + count + "]]";
        boolean along = repetition.run() == 1 && repetition.count() == run;
        boolean constant = repetition.run() % Math.max(run, 1) == 0 && !along;
        perElement.append("#ifndef CPU\n");
        declare(name, value.element(), whole);
        if (constant) {
            perRow.append("        const T ")
                    .append(name)
                    .append(" = ")
                    .append(vector)
                    .append("[row * run / n.v[")
                    .append(count + 1)
                    .append("] % n.v[")
                    .append(count)
                    .append("]];\n");
        } else {
            perElement.append("#else\n");
            declare(name, value.element(), along ? vector + "[j]" : whole);
        }
        perElement.append("#endif\n");
        return name;
    }

    private String argument(Buffer buffer, ElementType element, boolean written) {
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            if (argument.buffer == buffer) {
                arguments.set(i, new Argument(buffer, element, argument.written || written));
                return "x" + i;
            }
        }
        arguments.add(new Argument(buffer, element, written));
        return "x" + (arguments.size() - 1);
    }

    private static @Nullable ConstantData splat(Value value) {
        return value.node().op() instanceof SourceOp.Constant constant
                        && constant.data().isSplat()
                ? constant.data()
                : null;
    }

    private static String literal(ElementType element, double value) {
        if (element == ElementType.UINT8) {
            return Integer.toString((int) value);
        }
        if (Double.isNaN(value)) {
            return "(T)NAN";
        }
        if (Double.isInfinite(value)) {
            return value > 0 ? "(T)INFINITY" : "(T)-INFINITY";
        }
        return element == ElementType.FLOAT64 ? Double.toHexString(value) : Float.toHexString((float) value) + "f";
    }

    private static String expression(Node node, List<String> in) {
        if (node.op() instanceof ElementwiseOp.Unary unary) {
            return "f_" + ElementwiseLowering.lower(unary.function()) + "(" + in.get(0) + ")";
        }
        if (node.op() instanceof ElementwiseOp.Binary binary) {
            return "f_" + ElementwiseLowering.lower(binary.function()) + "(" + in.get(0) + ", " + in.get(1) + ")";
        }
        if (node.op() instanceof ElementwiseOp.Compare compare) {
            return in.get(0) + symbol(compare.comparison()) + in.get(1);
        }
        return in.get(0) + " ? " + in.get(1) + " : " + in.get(2);
    }

    private static String symbol(Comparison comparison) {
        return switch (comparison) {
            case EQUAL -> " == ";
            case NOT_EQUAL -> " != ";
            case LESS -> " < ";
            case LESS_OR_EQUAL -> " <= ";
            case GREATER -> " > ";
            case GREATER_OR_EQUAL -> " >= ";
        };
    }

    /** The kernel with its arguments. */
    Launch launch() {
        if (run == 0) {
            run = (int) size;
        }
        numbers.set(1, run);
        Launch launch = new Launch(to.stream(), to.stream().generated(source(), real), "chain", real);
        arguments.forEach(argument -> launch.buffer(argument.buffer));
        launch.numbers(numbers.stream().mapToInt(Integer::intValue).toArray());
        boolean rows = to.stream().session().cpuKernels() && numbers.size() > FIRST_VECTOR;
        return rows ? launch.elements(size / run, (long) run * (WORK + ops)) : launch.elements(size, WORK + ops);
    }

    private String source() {
        StringBuilder source = new StringBuilder("__kernel SIZED void chain(");
        for (int i = 0; i < arguments.size(); i++) {
            Argument argument = arguments.get(i);
            source.append(argument.written ? "__global " : "__global const ")
                    .append(argument.element == ElementType.UINT8 ? "uchar" : "T")
                    .append(" *restrict x")
                    .append(i)
                    .append(", ");
        }
        source.append("const Numbers n) {\n").append(before);
        if (numbers.size() > FIRST_VECTOR) {
            source.append("#ifdef CPU\n    const int run = n.v[1];\n    FOR(row, n.v[0] / run) {\n")
                    .append(perRow)
                    .append("    for (int j = 0, i = row * run; j < run; j++, i++) {\n")
                    .append("#else\n    {\n    FOR(i, n.v[0]) {\n#endif\n")
                    .append(perElement)
                    .append("    }\n    }\n}\n");
        } else {
            source.append("    FOR(i, n.v[0]) {\n").append(perElement).append("    }\n}\n");
        }
        return source.toString();
    }
}
