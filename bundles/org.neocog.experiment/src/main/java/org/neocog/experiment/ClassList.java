package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.config.SequenceNode;

/** Reads {@code select-classes: [cat, dog]} and {@code select-classes: {animals: [cat, dog], others: [ship]}}; what is wrong is reported. */
final class ClassList {
    private ClassList() {}

    static Map<String, List<String>> read(ConfigNode node, String where, Problems problems) {
        Map<String, List<String>> classes = new LinkedHashMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.entries().forEach((name, entry) -> classes.put(name, names(entry.value(), where, problems)));
        } else {
            names(node, where, problems).forEach(name -> classes.put(name, List.of(name)));
        }
        if (classes.size() < 2) {
            problems.add(
                    node.location(),
                    where + ".select-classes must be at least two, but classes=" + classes.size()
                            + ". Add some, or take it out.");
        }
        return classes;
    }

    private static List<String> names(ConfigNode node, String where, Problems problems) {
        List<String> names = new ArrayList<>();
        List<ConfigNode> items = node instanceof SequenceNode sequence ? sequence.items() : List.of(node);
        for (ConfigNode item : items) {
            if (item instanceof ScalarNode scalar && scalar.value() != null) {
                names.add(scalar.text());
            } else {
                problems.add(
                        item.location(),
                        where + ".select-classes must be names of classes, but one is " + item.shown()
                                + ". Write [cat, dog] or {animals: [cat, dog], ...}.");
            }
        }
        return names;
    }
}
