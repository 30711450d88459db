package org.neocog.itests.architectures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.neocog.architecture.ArchitectureTemplate;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The metafile beside a template: {@code <name>.yaml} in its package. */
record Facts(
        String title,
        String template,
        String citation,
        List<Variant> variants,
        List<Accuracy> accuracy,
        String recipe) {

    /** What a variant counts. */
    record Variant(String options, long parameters, long buffers, long macs) {}

    /** A published error. */
    record Accuracy(String options, String data, String protocol, String error, String source, String mark) {}

    /** Reads the metafile of a template. */
    static Facts of(ArchitectureTemplate template) {
        String file = template.name() + ".yaml";
        try (InputStream in = template.getClass().getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(template.name() + ": there must be a metafile beside the template, but "
                        + file + " is missing.");
            }
            Fields all =
                    new Fields(new Load(LoadSettings.builder().setLabel(file).build()).loadFromInputStream(in));
            return new Facts(
                    all.text("title"),
                    all.text("template"),
                    all.text("citation"),
                    all.list("variants").stream()
                            .map(f -> new Variant(
                                    f.text("options"), f.number("parameters"), f.number("buffers"), f.number("macs")))
                            .toList(),
                    all.list("accuracy").stream()
                            .map(f -> new Accuracy(
                                    f.text("options"),
                                    f.text("data"),
                                    f.text("protocol"),
                                    f.text("error"),
                                    f.text("source"),
                                    f.text("mark")))
                            .toList(),
                    all.text("recipe"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One mapping of the file. */
    private record Fields(Object node) {
        Object get(String key) {
            Object value = ((Map<?, ?>) node).get(key);
            if (value == null) {
                throw new IllegalStateException("key \"" + key + "\" is missing in " + node);
            }
            return value;
        }

        String text(String key) {
            return (String) get(key);
        }

        long number(String key) {
            return ((Number) get(key)).longValue();
        }

        List<Fields> list(String key) {
            return ((List<?>) get(key)).stream().map(Fields::new).toList();
        }
    }
}
