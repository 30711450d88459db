package org.neocog.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One of the constants of an enum, by its name in lower case with dashes. */
final class Choice<E extends Enum<E>> implements OptionType<E> {
    private final Map<String, E> constants = new LinkedHashMap<>();

    Choice(Class<E> values) {
        for (E constant : values.getEnumConstants()) {
            constants.put(nameOf(constant), constant);
        }
    }

    static String nameOf(Enum<?> constant) {
        return constant.toString().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String name() {
        return String.join(" | ", constants.keySet());
    }

    @Override
    public String phrase() {
        return "one of " + constants.keySet();
    }

    @Override
    public @Nullable E read(ConfigNode node, String name, Reading reading) {
        if (!(node instanceof ScalarNode scalar) || scalar.value() == null) {
            return reading.refuse(node, name, phrase());
        }
        E constant = constants.get(scalar.text());
        if (constant == null) {
            List<String> names = new ArrayList<>(constants.keySet());
            String cure = Nearest.of(scalar.text(), names)
                    .map(near -> " Did you mean \"" + near + "\"?")
                    .orElse("");
            reading.problems()
                    .add(
                            node.location(),
                            name + " must be " + phrase() + ", but " + name + "=" + node.shown() + "." + cure);
        }
        return constant;
    }

    @Override
    public ConfigNode write(E value) {
        return new ScalarNode(nameOf(value), Location.NONE);
    }
}
