package org.neocog.experiment;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.MappingNode;
import org.neocog.config.ScalarNode;
import org.neocog.config.SequenceNode;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** Writes a config as YAML, so that reading it gives the same values. Provided by the framework. */
public final class ConfigText {
    private ConfigText() {}

    /**
     * Writes a config.
     *
     * @param config for example {@link Experiment#resolved}; a text {@code ${x}} is written as {@code $${x}}, so that it stays one
     * @return a YAML document that ends in a line break
     */
    public static String write(MappingNode config) {
        DumpSettings settings = DumpSettings.builder()
                .setSchema(new CoreSchema())
                .setDefaultFlowStyle(FlowStyle.AUTO)
                .setWidth(120)
                .setSplitLines(false)
                .setDereferenceAliases(true)
                .build();
        return new Dump(settings).dumpToString(escaped(config));
    }

    private static @Nullable Object escaped(ConfigNode node) {
        if (node instanceof MappingNode mapping) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            mapping.entries().forEach((key, entry) -> values.put(key, escaped(entry.value())));
            return values;
        }
        if (node instanceof SequenceNode sequence) {
            List<@Nullable Object> items = new ArrayList<>();
            sequence.items().forEach(item -> items.add(escaped(item)));
            return items;
        }
        Object value = ((ScalarNode) node).value();
        return value instanceof String text ? Interpolation.escape(text) : value;
    }
}
