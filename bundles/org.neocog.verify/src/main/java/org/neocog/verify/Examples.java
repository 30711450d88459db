package org.neocog.verify;

import com.google.gson.Gson;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/**
 * How plug-ins of a bundle are used where their defaults do not say: {@code META-INF/neocog/verify.json} in the bundle.
 *
 * <pre>
 * {"layers": {"prelu": [{"options": 0.1, "inputs": [[2, 3, 6, 5]]}]},
 *  "optimizers": {"sgd": [{"options": {"learning-rate": 0.1}}]},
 *  "datasets": {"flowers": [{"options": {"path": "/data/flowers"}}]}}
 * </pre>
 */
record Examples(
        Map<String, List<Examples.Example>> layers,
        Map<String, List<Examples.Example>> optimizers,
        Map<String, List<Examples.Example>> datasets) {
    private static final String FILE = "META-INF/neocog/verify.json";

    /**
     * One way to use a plug-in.
     *
     * @param options as a config has them
     * @param inputs shapes of a layer's inputs
     */
    record Example(@Nullable Object options, @Nullable List<List<Double>> inputs) {
        /** The options with whole numbers as such, which JSON does not tell from others. */
        @Nullable
        Object plainOptions() {
            return plain(options);
        }

        private static @Nullable Object plain(@Nullable Object value) {
            if (value instanceof Map<?, ?> map) {
                Map<String, @Nullable Object> copy = new LinkedHashMap<>();
                map.forEach((key, each) -> copy.put(String.valueOf(key), plain(each)));
                return copy;
            }
            if (value instanceof List<?> list) {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(each -> copy.add(plain(each)));
                return Collections.unmodifiableList(copy);
            }
            if (value instanceof Double number && number == Math.rint(number) && Math.abs(number) < 1e15) {
                return number.longValue();
            }
            return value;
        }
    }

    /** Those of a bundle; none if it has no such file. @throws VerificationException if it is not as it should be */
    static Examples of(Bundle bundle) {
        URL file = bundle.getEntry(FILE);
        if (file == null) {
            return new Examples(Map.of(), Map.of(), Map.of());
        }
        try (Reader reader = new InputStreamReader(file.openStream(), StandardCharsets.UTF_8)) {
            Examples read = new Gson().fromJson(reader, Examples.class);
            return new Examples(orNone(read.layers), orNone(read.optimizers), orNone(read.datasets));
        } catch (IOException | JsonParseException | NullPointerException e) {
            throw new VerificationException(bundle.getSymbolicName() + ": " + FILE
                    + " must hold examples by kind and name, but does not: " + e.getMessage() + ".");
        }
    }

    private static Map<String, List<Example>> orNone(@Nullable Map<String, List<Example>> given) {
        return given == null ? Map.of() : given;
    }
}
