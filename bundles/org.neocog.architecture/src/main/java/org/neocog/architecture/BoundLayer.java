package org.neocog.architecture;

import java.util.List;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.layer.LayerSpec;

/**
 * A layer that is found and has its options.
 *
 * @param from names of what it reads, never empty
 */
record BoundLayer(LayerDeclaration declaration, LayerSpec spec, List<String> from) {
    String name() {
        return declaration.name();
    }

    Location location() {
        return declaration.location();
    }

    /** {@code conv2d "c1"}. */
    String title() {
        return title(declaration);
    }

    static String title(LayerDeclaration declaration) {
        return declaration.type() + " \"" + declaration.name() + "\"";
    }

    ConfigException reject(String label, String rule, String cure, Object... namesAndValues) {
        StringBuilder text = new StringBuilder(title()).append(": ").append(rule);
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            text.append(i == 0 ? ", but " : ", ")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(namesAndValues[i + 1]);
        }
        text.append(". ").append(cure).append(" [").append(label).append(']');
        return new ConfigException(location(), text.toString());
    }
}
