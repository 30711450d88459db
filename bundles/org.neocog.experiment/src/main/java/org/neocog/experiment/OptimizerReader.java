package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Binder;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.Options;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Problems;
import org.neocog.config.SequenceNode;
import org.neocog.optimizer.OptimizerType;

/** Reads the section {@code optimizer}; what is wrong is reported. */
final class OptimizerReader {
    private static final String GROUPS = TrainingSchema.GROUPS.name();

    private final Binder binder;
    private final Problems problems;

    OptimizerReader(Binder binder, Problems problems) {
        this.binder = binder;
        this.problems = problems;
    }

    /** The section, and how it would stand in a config. */
    record Read(OptimizerSection section, MappingNode node) {}

    @Nullable
    Read read(ConfigNode node) {
        int before = problems.reported();
        ConfigNode groups =
                node instanceof MappingNode mapping ? mapping.get(GROUPS).orElse(null) : null;
        ConfigNode rest = node instanceof MappingNode mapping ? mapping.without(GROUPS) : node;
        PlugInConfig type = binder.bindPlugIn(OptimizerType.KIND, rest, "optimizer");
        if (problems.reported() > before) {
            return null;
        }
        if (groups == null) {
            return new Read(new OptimizerSection(type, List.of()), type.toNode());
        }
        if (!(groups instanceof SequenceNode list)) {
            problems.add(
                    groups.location(),
                    "groups must be a list, but is " + groups.shown()
                            + ". Write [{match: \"*.bias\", weight-decay: 0}].");
            return null;
        }
        List<ParameterGroup> read = new ArrayList<>();
        List<ConfigNode> written = new ArrayList<>();
        for (int i = 0; i < list.items().size(); i++) {
            readGroup(list.items().get(i), type, "optimizer.groups." + i, read, written);
        }
        return problems.reported() > before
                ? null
                : new Read(
                        new OptimizerSection(type, read),
                        type.toNode().with(GROUPS, new SequenceNode(written, groups.location())));
    }

    private void readGroup(
            ConfigNode item, PlugInConfig type, String where, List<ParameterGroup> read, List<ConfigNode> written) {
        int before = problems.reported();
        MappingNode mapping = item instanceof MappingNode given ? given : MappingNode.of();
        Map<String, MappingNode.Entry> own = new LinkedHashMap<>(mapping.entries());
        own.keySet().retainAll(TrainingSchema.GROUP.names());
        Options bound = binder.bind(
                TrainingSchema.GROUP,
                item instanceof MappingNode ? new MappingNode(own, item.location()) : item,
                where);
        Map<String, MappingNode.Entry> changed = new LinkedHashMap<>(mapping.entries());
        changed.keySet().removeAll(TrainingSchema.GROUP.names());
        MappingNode.Entry other = changed.get("type");
        if (other != null) {
            problems.add(other.key(), where + " must keep the optimizer's type, but has another. Take type out.");
            return;
        }
        Map<String, MappingNode.Entry> merged =
                new LinkedHashMap<>(type.toNode().entries());
        merged.putAll(changed);
        PlugInConfig optimizer = binder.bindPlugIn(OptimizerType.KIND, new MappingNode(merged, item.location()), where);
        if (problems.reported() > before) {
            return;
        }
        read.add(new ParameterGroup(
                bound.get(TrainingSchema.MATCH),
                optimizer,
                bound.get(TrainingSchema.RATE_FACTOR),
                bound.get(TrainingSchema.FROZEN),
                item.location()));
        Map<String, MappingNode.Entry> shown =
                new LinkedHashMap<>(bound.toNode().entries());
        shown.putAll(changed);
        written.add(new MappingNode(shown, item.location()));
    }
}
