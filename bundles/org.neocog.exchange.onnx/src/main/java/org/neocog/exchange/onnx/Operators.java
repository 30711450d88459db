package org.neocog.exchange.onnx;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.Value;

/** The operators that are understood, by name. */
final class Operators {
    /** Since this version binary operators repeat as they do today. */
    static final int OLDEST = 7;

    /** What was read and tested. */
    static final int NEWEST = 28;

    private static final Map<String, Operator> ALL = all();

    private Operators() {}

    private static Map<String, Operator> all() {
        Table table = new Table(new TreeMap<>());
        ElementwiseOperators.addTo(table);
        ActivationOperators.addTo(table);
        WindowOperators.addTo(table);
        MatrixOperators.addTo(table);
        NormalizationOperators.addTo(table);
        ShapeOperators.addTo(table);
        return Collections.unmodifiableMap(table.operators());
    }

    static @Nullable Operator find(String name) {
        return ALL.get(name);
    }

    static Set<String> names() {
        return ALL.keySet();
    }

    /** Where the families put their operators. */
    record Table(Map<String, Operator> operators) {
        /** @param attributes names with blanks between them */
        void put(String name, String attributes, int most, Function<Call, Value> lowering) {
            putAll(name, attributes, most, call -> List.of(lowering.apply(call)));
        }

        /** One with several results. */
        void putAll(String name, String attributes, int most, Function<Call, List<Value>> lowering) {
            TreeSet<String> known = Arrays.stream(attributes.split(" "))
                    .filter(text -> !text.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            operators.put(name, new Operator(name, Collections.unmodifiableSortedSet(known), most, lowering));
        }
    }
}
