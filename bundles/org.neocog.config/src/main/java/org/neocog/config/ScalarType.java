package org.neocog.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A single value: integer, number, flag, text or path. */
final class ScalarType<T> implements OptionType<T> {
    /** Tells a value from a scalar, or null if it is of another type. */
    private interface Reader<T> {
        @Nullable
        T read(ScalarNode node);
    }

    static final OptionType<Long> LONG = new ScalarType<>(
            "integer", "an integer", node -> node.value() instanceof Long value ? value : null, v -> v);
    static final OptionType<Double> NUMBER = new ScalarType<>(
            "number",
            "a number",
            node -> node.value() instanceof Number value ? (Double) value.doubleValue() : null,
            v -> v);
    static final OptionType<Boolean> FLAG = new ScalarType<>(
            "true | false", "true or false", node -> node.value() instanceof Boolean value ? value : null, v -> v);
    static final OptionType<String> TEXT =
            new ScalarType<>("text", "a text", node -> node.value() == null ? null : node.text(), v -> v);
    static final OptionType<Path> PATH = new ScalarType<>("path", "a path", ScalarType::path, Path::toString);
    static final OptionType<Integer> INTEGER = new IntegerType();

    private final String name;
    private final String phrase;
    private final Reader<T> reader;
    private final Function<T, Object> writer;

    private ScalarType(String name, String phrase, Reader<T> reader, Function<T, Object> writer) {
        this.name = name;
        this.phrase = phrase;
        this.reader = reader;
        this.writer = writer;
    }

    private static @Nullable Path path(ScalarNode node) {
        try {
            return node.value() == null || node.text().isEmpty() ? null : Path.of(node.text());
        } catch (InvalidPathException e) {
            return null; // the caller says that it is not a path
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String phrase() {
        return phrase;
    }

    @Override
    public @Nullable T read(ConfigNode node, String option, Reading reading) {
        T value = node instanceof ScalarNode scalar ? reader.read(scalar) : null;
        return value == null ? reading.refuse(node, option, phrase) : value;
    }

    @Override
    public ConfigNode write(T value) {
        return new ScalarNode(writer.apply(value), Location.NONE);
    }

    /** An integer of 32 bits. */
    private static final class IntegerType implements OptionType<Integer> {
        @Override
        public String name() {
            return LONG.name();
        }

        @Override
        public String phrase() {
            return LONG.phrase();
        }

        @Override
        public @Nullable Integer read(ConfigNode node, String option, Reading reading) {
            Long value = LONG.read(node, option, reading);
            if (value == null) {
                return null;
            }
            if (value > Integer.MAX_VALUE || value < Integer.MIN_VALUE) {
                String bound = value > 0 ? "at most " + Integer.MAX_VALUE : "at least " + Integer.MIN_VALUE;
                reading.problems()
                        .add(node.location(), option + " must be " + bound + ", but " + option + "=" + value + ".");
                return null;
            }
            return value.intValue();
        }

        @Override
        public ConfigNode write(Integer value) {
            return new ScalarNode(value.longValue(), Location.NONE);
        }
    }
}
