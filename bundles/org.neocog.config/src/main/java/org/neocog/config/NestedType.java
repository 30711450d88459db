package org.neocog.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A nested mapping with a schema of its own. */
final class NestedType implements OptionType<Options> {
    private final Schema schema;

    NestedType(Schema schema) {
        this.schema = schema;
    }

    @Override
    public String name() {
        return "mapping";
    }

    @Override
    public String phrase() {
        return "a mapping";
    }

    @Override
    public Optional<Schema> nested() {
        return Optional.of(schema);
    }

    @Override
    public @Nullable Options read(ConfigNode node, String option, Reading reading) {
        int before = reading.problems().reported();
        Options options = reading.binder().bind(schema, node, reading.path(option));
        return reading.problems().reported() == before ? options : null;
    }

    @Override
    public ConfigNode write(Options value) {
        return value.toNode();
    }
}
