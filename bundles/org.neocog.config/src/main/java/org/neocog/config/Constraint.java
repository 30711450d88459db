package org.neocog.config;

import java.util.List;
import java.util.function.Predicate;

/**
 * What the values of an option must satisfy beyond their type.
 *
 * @param rule what follows "must", for example {@code be at least 1}
 * @param holds the test
 * @param each whether the elements of a list are tested, instead of the list
 */
record Constraint(String rule, Predicate<Object> holds, boolean each) {
    static Constraint compare(String relation, Number bound, Predicate<Integer> sign) {
        return new Constraint(
                "be " + relation + " " + NodeText.number(bound),
                value -> !Double.isNaN(((Number) value).doubleValue()) && sign.test(order((Number) value, bound)),
                true);
    }

    private static int order(Number a, Number b) {
        return a instanceof Double || b instanceof Double || a instanceof Float || b instanceof Float
                ? Double.compare(a.doubleValue() + 0.0, b.doubleValue() + 0.0)
                : Long.compare(a.longValue(), b.longValue());
    }

    /** Reports each violation at the place of the value, or of the element. */
    void check(Object value, ConfigNode node, String name, Problems problems) {
        if (each && value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                boolean inList = node instanceof SequenceNode sequence
                        && sequence.items().size() == list.size();
                ConfigNode item = inList ? ((SequenceNode) node).items().get(i) : node;
                check(list.get(i), item, inList ? name + "[" + i + "]" : name, problems);
            }
            return;
        }
        boolean holding;
        try {
            holding = holds.test(value);
        } catch (RuntimeException e) {
            problems.add(
                    node.location(), "the rule \"" + name + " must " + rule + "\" could not be checked: " + e + ".");
            return;
        }
        if (!holding) {
            problems.add(node.location(), name + " must " + rule + ", but " + name + "=" + node.shown() + ".");
        }
    }
}
