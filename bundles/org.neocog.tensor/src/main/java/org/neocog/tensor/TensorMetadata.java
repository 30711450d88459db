package org.neocog.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that an {@code arrow.fixed_shape_tensor} carries: shape, names of the dimensions, and a permutation that must be the identity.
 * Keys that are not known are passed over, as the format asks.
 */
record TensorMetadata(Shape shape, List<String> dimNames) {

    static TensorMetadata parse(String json) {
        Map<String, Object> object = new Reader(json).document();
        List<Long> dims = list(object.get("shape"), "shape", Long.class, json);
        if (dims == null) {
            throw bad("\"shape\" must be there", json);
        }
        List<Long> permutation = list(object.get("permutation"), "permutation", Long.class, json);
        for (int i = 0; permutation != null && i < permutation.size(); i++) {
            if (permutation.get(i) != i) {
                throw new IllegalArgumentException(FixedShapeTensorType.NAME
                        + ": rows must be row-major, but permutation=" + permutation + ". Transpose the column. [C3]");
            }
        }
        List<String> names = list(object.get("dim_names"), "dim_names", String.class, json);
        return new TensorMetadata(
                Shape.of(dims.stream().mapToLong(Long::longValue).toArray()), names == null ? List.of() : names);
    }

    String toJson() {
        String dims = shape.toString().replace(" ", "");
        if (dimNames.isEmpty()) {
            return "{\"shape\":" + dims + "}";
        }
        String names = dimNames.stream().map(TensorMetadata::quote).collect(Collectors.joining(",", "[", "]"));
        return "{\"shape\":" + dims + ",\"dim_names\":" + names + "}";
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    private static <T> @Nullable List<T> list(@Nullable Object value, String key, Class<T> element, String json) {
        if (value == null) {
            return null;
        }
        List<T> list = new ArrayList<>();
        for (Object item : value instanceof List<?> items ? items : Collections.singletonList(value)) {
            if (!(value instanceof List<?>) || !element.isInstance(item)) {
                throw bad("\"" + key + "\" must be a list of " + (element == Long.class ? "integers" : "texts"), json);
            }
            list.add(element.cast(item));
        }
        return list;
    }

    private static IllegalArgumentException bad(String rule, String json) {
        return new IllegalArgumentException(
                FixedShapeTensorType.NAME + ": " + rule + ", but metadata=" + json + ". Write {\"shape\":[1,28,28]}.");
    }

    /** Reads one JSON object; numbers that are no integers come out as Double. */
    private static final class Reader {
        private static final int MAX_DEPTH = 32;

        private final String json;
        private int at;

        Reader(String json) {
            this.json = json;
        }

        @SuppressWarnings("unchecked")
        Map<String, Object> document() {
            Object value = value(0);
            if (!(value instanceof Map<?, ?>) || peek() != 0) {
                throw broken();
            }
            return (Map<String, Object>) value;
        }

        private @Nullable Object value(int depth) {
            if (depth > MAX_DEPTH) {
                throw broken();
            }
            return switch (peek()) {
                case '{' -> object(depth);
                case '[' -> array(depth);
                case '"' -> string();
                default -> literal();
            };
        }

        private Map<String, Object> object(int depth) {
            Map<String, Object> object = new LinkedHashMap<>();
            at++;
            for (boolean first = true; peek() != '}'; first = false) {
                if (!first) {
                    expect(',');
                }
                if (peek() != '"') {
                    throw broken();
                }
                String key = string();
                expect(':');
                Object value = value(depth + 1);
                if (value != null) {
                    object.put(key, value);
                }
            }
            at++;
            return object;
        }

        private List<@Nullable Object> array(int depth) {
            List<@Nullable Object> array = new ArrayList<>();
            at++;
            while (peek() != ']') {
                if (!array.isEmpty()) {
                    expect(',');
                }
                array.add(value(depth + 1));
            }
            at++;
            return array;
        }

        private String string() {
            StringBuilder text = new StringBuilder();
            at++;
            while (true) {
                char c = next();
                if (c == '"') {
                    return text.toString();
                }
                text.append(c == '\\' ? escape() : c);
            }
        }

        private char escape() {
            char c = next();
            return switch (c) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                case '"', '\\', '/' -> c;
                case 'u' -> {
                    at += 4;
                    if (at > json.length()) {
                        throw broken();
                    }
                    try {
                        yield (char) Integer.parseInt(json.substring(at - 4, at), 16);
                    } catch (NumberFormatException e) {
                        throw broken();
                    }
                }
                default -> throw broken();
            };
        }

        private @Nullable Object literal() {
            int from = at;
            while ((at < json.length() && "+-.".indexOf(json.charAt(at)) >= 0)
                    || (at < json.length() && Character.isLetterOrDigit(json.charAt(at)))) {
                at++;
            }
            String word = json.substring(from, at);
            try {
                return switch (word) {
                    case "null" -> null;
                    case "true" -> Boolean.TRUE;
                    case "false" -> Boolean.FALSE;
                    default -> word.matches("-?[0-9]+") ? (Object) Long.valueOf(word) : (Object) Double.valueOf(word);
                };
            } catch (NumberFormatException e) {
                throw broken();
            }
        }

        /** The next character that is no white space, or 0 at the end. */
        private char peek() {
            while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
                at++;
            }
            return at < json.length() ? json.charAt(at) : 0;
        }

        private char next() {
            if (at >= json.length()) {
                throw broken();
            }
            return json.charAt(at++);
        }

        private void expect(char c) {
            if (peek() != c) {
                throw broken();
            }
            at++;
        }

        private IllegalArgumentException broken() {
            return bad("the metadata must be a JSON object", json);
        }
    }
}
