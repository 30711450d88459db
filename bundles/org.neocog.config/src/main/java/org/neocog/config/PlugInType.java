package org.neocog.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A plug-in by name, with its options. */
final class PlugInType implements OptionType<PlugInConfig> {
    private final String kind;

    PlugInType(String kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind;
    }

    @Override
    public String phrase() {
        return Binder.article(kind) + " " + kind;
    }

    @Override
    public Optional<String> kind() {
        return Optional.of(kind);
    }

    @Override
    public @Nullable PlugInConfig read(ConfigNode node, String option, Reading reading) {
        return reading.binder().readPlugIn(kind, node, reading.path(option));
    }

    @Override
    public ConfigNode write(PlugInConfig value) {
        return value.toNode();
    }
}
