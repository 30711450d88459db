package org.neocog.itests.manifests;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A manifest header of OSGi: clauses {@code path;path;attribute=value;directive:="value"}, by path. */
final class Headers {
    private final Map<String, Map<String, String>> clauses = new LinkedHashMap<>();

    private Headers() {}

    static Headers parse(String header) {
        Headers headers = new Headers();
        for (String clause : split(header, ',')) {
            List<String> paths = new ArrayList<>();
            Map<String, String> parameters = new LinkedHashMap<>();
            for (String part : split(clause, ';')) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    paths.add(part);
                } else {
                    parameters.put(
                            part.substring(0, equals).replace(":", "").trim(),
                            part.substring(equals + 1).replace("\"", "").trim());
                }
            }
            paths.forEach(path -> headers.clauses.put(path, parameters));
        }
        return headers;
    }

    Set<String> keySet() {
        return clauses.keySet();
    }

    /** The value of an attribute or directive, empty if there is none. */
    String get(String path, String parameter) {
        return clauses.getOrDefault(path, Map.of()).getOrDefault(parameter, "");
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            }
            if (c == separator && !quoted) {
                parts.add(part.toString().trim());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString().trim());
        parts.removeIf(String::isEmpty);
        return parts;
    }
}
