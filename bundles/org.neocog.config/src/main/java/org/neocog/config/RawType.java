package org.neocog.config;

/** A node as it stands. */
final class RawType implements OptionType<ConfigNode> {
    @Override
    public String name() {
        return "any";
    }

    @Override
    public String phrase() {
        return "a value";
    }

    @Override
    public ConfigNode read(ConfigNode node, String option, Reading reading) {
        return node;
    }

    @Override
    public ConfigNode write(ConfigNode value) {
        return value;
    }
}
