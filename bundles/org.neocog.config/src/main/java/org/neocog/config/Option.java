package org.neocog.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One typed key of a plug-in's or a section's options: name, type, default, range, unit and help. Provided by the
 * framework.
 *
 * <p>Immutable; the modifiers return copies. Two options are equal if their names are: {@link Options#get} finds a value
 * by the option's name. Without {@link #orElse}, {@link #orElseConfig} and {@link #optional} the key is required.
 *
 * <pre>{@code
 * static final Option<Integer> FILTERS = Option.integer("filters", "number of output channels").atLeast(1);
 * static final Option<Double> MOMENTUM = Option.number("momentum", "share of the last step").orElse(0.0).atLeast(0).below(1);
 * }</pre>
 *
 * @param <T> the type of the values
 */
public final class Option<T> {
    private final String name;
    private final String help;
    private final OptionType<T> type;
    private final String unit;
    private final boolean optional;
    private final @Nullable T defaultValue;
    private final @Nullable ConfigNode defaultNode;
    private final List<Constraint> constraints;

    private Option(
            String name,
            String help,
            OptionType<T> type,
            String unit,
            boolean optional,
            @Nullable T defaultValue,
            @Nullable ConfigNode defaultNode,
            List<Constraint> constraints) {
        this.name = name;
        this.help = help;
        this.type = type;
        this.unit = unit;
        this.optional = optional;
        this.defaultValue = defaultValue;
        this.defaultNode = defaultNode;
        this.constraints = List.copyOf(constraints);
    }

    private static <T> Option<T> of(String name, String help, OptionType<T> type) {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "Option: a name must be lower case words joined by dashes, but name=" + name + ".");
        }
        return new Option<>(name, help, type, "", false, null, null, List.of());
    }

    /** An integer of 32 bits. */
    public static Option<Integer> integer(String name, String help) {
        return of(name, help, ScalarType.INTEGER);
    }

    /** An integer of 64 bits. */
    public static Option<Long> longInteger(String name, String help) {
        return of(name, help, ScalarType.LONG);
    }

    /** A number; an integer is one, too. */
    public static Option<Double> number(String name, String help) {
        return of(name, help, ScalarType.NUMBER);
    }

    /** {@code true} or {@code false}. */
    public static Option<Boolean> flag(String name, String help) {
        return of(name, help, ScalarType.FLAG);
    }

    /** A text; numbers and flags are read as they are written. */
    public static Option<String> text(String name, String help) {
        return of(name, help, ScalarType.TEXT);
    }

    /** A path; a relative one stays relative to the working directory. */
    public static Option<Path> path(String name, String help) {
        return of(name, help, ScalarType.PATH);
    }

    /**
     * One of the constants of an enum: {@code SAME_UPPER} is {@code same-upper} in a config. Where the constant cannot
     * have the wanted name ({@code 1998}), the enum overrides {@code toString}.
     */
    public static <E extends Enum<E>> Option<E> choice(String name, String help, Class<E> values) {
        return of(name, help, new Choice<>(values));
    }

    /** A list of integers; a single one stands for a list of one. */
    public static Option<List<Integer>> integers(String name, String help) {
        return of(name, help, new ListType<>(ScalarType.INTEGER, "integers"));
    }

    /** A list of numbers; a single one stands for a list of one. */
    public static Option<List<Double>> numbers(String name, String help) {
        return of(name, help, new ListType<>(ScalarType.NUMBER, "numbers"));
    }

    /** A list of texts; a single one stands for a list of one. */
    public static Option<List<String>> texts(String name, String help) {
        return of(name, help, new ListType<>(ScalarType.TEXT, "texts"));
    }

    /** A list of lists of integers. */
    public static Option<List<List<Integer>>> table(String name, String help) {
        return of(name, help, new ListType<>(new ListType<>(ScalarType.INTEGER, "integers"), "lists of integers"));
    }

    /** A plug-in: {@code he}, {@code {type: he, gain: 2}} or {@code {he: {gain: 2}}}. */
    public static Option<PlugInConfig> plugIn(String name, String help, String kind) {
        return of(name, help, new PlugInType(kind));
    }

    /**
     * A list of plug-ins, each {@code relu}, {@code {pad: 2}} (the primary option of pad), {@code {pad: {amount: 2}}} or
     * {@code {type: pad, amount: 2}}.
     */
    public static Option<List<PlugInConfig>> plugIns(String name, String help, String kind) {
        return of(name, help, new ListType<>(new PlugInType(kind), kind + "s"));
    }

    /** A nested mapping. */
    public static Option<Options> group(String name, String help, Schema schema) {
        return of(name, help, new NestedType(schema));
    }

    /** Any value, as it stands. */
    public static Option<ConfigNode> node(String name, String help) {
        return of(name, help, new RawType());
    }

    /** Sets the value where the key is absent. */
    public Option<T> orElse(T value) {
        return new Option<>(name, help, type, unit, false, value, type.write(value), constraints);
    }

    /**
     * Sets the default as it would stand in a config, for options whose values only a {@link Binder} can make.
     *
     * @param value for example {@code "he"} for a plug-in, {@code Map.of()} for a group whose keys all have defaults
     * @return a changed copy
     */
    public Option<T> orElseConfig(Object value) {
        return new Option<>(name, help, type, unit, false, null, ConfigNode.of(value), constraints);
    }

    /** Lets the key be absent, or empty, without a default; see {@link Options#find}. */
    public Option<T> optional() {
        return new Option<>(name, help, type, unit, true, null, null, constraints);
    }

    /** Names the unit of the values, for help. */
    public Option<T> unit(String unit) {
        return new Option<>(name, help, type, unit, optional, defaultValue, defaultNode, constraints);
    }

    /** Requires each number to be at least the bound. */
    public Option<T> atLeast(Number bound) {
        return with(Constraint.compare("at least", bound, sign -> sign >= 0));
    }

    /** Requires each number to be at most the bound. */
    public Option<T> atMost(Number bound) {
        return with(Constraint.compare("at most", bound, sign -> sign <= 0));
    }

    /** Requires each number to be above the bound. */
    public Option<T> above(Number bound) {
        return with(Constraint.compare("above", bound, sign -> sign > 0));
    }

    /** Requires each number to be below the bound. */
    public Option<T> below(Number bound) {
        return with(Constraint.compare("below", bound, sign -> sign < 0));
    }

    /** Requires a list to have at least {@code min} and at most {@code max} elements. */
    public Option<T> length(int min, int max) {
        String count = min == max ? "" + min : max == Integer.MAX_VALUE ? "at least " + min : min + " to " + max;
        String elements = min == 1 && (max == 1 || max == Integer.MAX_VALUE) ? " element" : " elements";
        return with(new Constraint(
                "have " + count + elements,
                value -> ((List<?>) value).size() >= min && ((List<?>) value).size() <= max,
                false));
    }

    /**
     * Requires something of the value.
     *
     * @param rule what follows "must", for example {@code be odd}
     * @param holds the test
     * @return a changed copy
     */
    @SuppressWarnings("unchecked") // a constraint only sees values of this option
    public Option<T> check(String rule, Predicate<T> holds) {
        return with(new Constraint(rule, value -> holds.test((T) value), false));
    }

    private Option<T> with(Constraint constraint) {
        List<Constraint> all = new ArrayList<>(constraints);
        all.add(constraint);
        return new Option<>(name, help, type, unit, optional, defaultValue, defaultNode, all);
    }

    /** Returns the key. */
    public String name() {
        return name;
    }

    /** Returns what the option is for, in a few words. */
    public String help() {
        return help;
    }

    /** Returns the unit of the values, or an empty text. */
    public String unit() {
        return unit;
    }

    /** Returns the type in words, for example {@code integer}, {@code list of numbers} or {@code modern | 1998}. */
    public String typeName() {
        return type.name();
    }

    /** Returns what a value must satisfy, for example {@code at least 0, below 1}, or an empty text. */
    public String rule() {
        return constraints.stream()
                .map(constraint ->
                        constraint.rule().startsWith("be ") ? constraint.rule().substring(3) : constraint.rule())
                .collect(Collectors.joining(", "));
    }

    /** Returns whether the key must be there. */
    public boolean required() {
        return !optional && defaultNode == null;
    }

    /** Returns the default as it would stand in a config. */
    public Optional<ConfigNode> defaultNode() {
        return Optional.ofNullable(defaultNode);
    }

    /** Returns the schema of the values if they are mappings. */
    public Optional<Schema> nested() {
        return type.nested();
    }

    /** Returns the kind of plug-in that the values refer to, if they do. */
    public Optional<String> kind() {
        return type.kind();
    }

    /** Reads and checks a value; null means that problems were reported. */
    @Nullable
    T read(ConfigNode node, OptionType.Reading reading) {
        T value = type.read(node, name, reading);
        return value != null && satisfies(value, node, reading.problems()) ? value : null;
    }

    /** The value where the key is absent; null if there is none, or problems were reported. */
    @Nullable
    T readDefault(Location location, OptionType.Reading reading) {
        return defaultValue != null || defaultNode == null ? defaultValue : read(defaultNode.at(location), reading);
    }

    /** Checks a value that code made. */
    @SuppressWarnings(
            "unchecked") // the caller says that the value is this option's; a wrong one fails in the constraints
    boolean satisfies(Object value, ConfigNode node, Problems problems) {
        int before = problems.reported();
        constraints.forEach(constraint -> constraint.check(value, node, name, problems));
        return problems.reported() == before;
    }

    @SuppressWarnings("unchecked") // options are found by name and hold what this option read
    ConfigNode write(Object value) {
        return type.write((T) value);
    }

    /** Refuses a default that breaks the option's own rules. */
    void checkDefault() {
        if (defaultValue != null && defaultNode != null) {
            Problems problems = new Problems();
            if (!satisfies(defaultValue, defaultNode, problems)) {
                throw new IllegalArgumentException("Option \"" + name + "\": its default breaks its own rule: "
                        + problems.list().get(0).message());
            }
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Option<?> option && option.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
