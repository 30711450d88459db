package org.neocog.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The options of a plug-in or a section, in order, with the rules over several of them. Provided by the framework.
 *
 * <p>Immutable; the modifiers return copies.
 */
public final class Schema {
    private static final Schema EMPTY = new Schema(Map.of(), null, List.of());

    private final Map<String, Option<?>> options;
    private final @Nullable Option<?> primary;
    private final List<Rule> rules;

    /** A condition over several options. */
    record Rule(String label, String rule, Predicate<Options> holds, List<Option<?>> shown) {}

    private Schema(Map<String, Option<?>> options, @Nullable Option<?> primary, List<Rule> rules) {
        this.options = options;
        this.primary = primary;
        this.rules = List.copyOf(rules);
    }

    /**
     * Makes a schema.
     *
     * @param options the options in the order in which help shows them
     * @return the schema
     * @throws IllegalArgumentException if two have the same name, or a default breaks its own rule
     */
    public static Schema of(Option<?>... options) {
        Map<String, Option<?>> byName = new LinkedHashMap<>();
        for (Option<?> option : options) {
            option.checkDefault();
            if (byName.put(option.name(), option) != null) {
                throw new IllegalArgumentException(
                        "Schema: names must be unique, but \"" + option.name() + "\" is there twice.");
            }
        }
        return new Schema(byName, null, List.of());
    }

    /** Returns the schema without options. */
    public static Schema empty() {
        return EMPTY;
    }

    /**
     * Names the option that a bare scalar or list stands for, as in {@code {pad: 2}}.
     *
     * @param option one of this schema
     * @return a changed copy
     */
    public Schema primary(Option<?> option) {
        return new Schema(options, require(option), rules);
    }

    /**
     * Adds a condition over several options. It is only asked when each option by itself is right.
     *
     * @param label the constraint's number, for example {@code C2}
     * @param rule what must hold, for example {@code groups must divide filters}
     * @param holds the test
     * @param shown the options whose values the message shows
     * @return a changed copy
     */
    public Schema rule(String label, String rule, Predicate<Options> holds, Option<?>... shown) {
        List<Rule> more = new ArrayList<>(rules);
        for (Option<?> option : shown) {
            require(option);
        }
        more.add(new Rule(label, rule, holds, List.of(shown)));
        return new Schema(options, primary, more);
    }

    /**
     * Joins two schemas.
     *
     * @param other the options to come after these
     * @return both, with the rules of both and the primary option of this one, or else of the other
     * @throws IllegalArgumentException if an option is in both
     */
    public Schema plus(Schema other) {
        Map<String, Option<?>> both = new LinkedHashMap<>(options);
        other.options.forEach((name, option) -> {
            if (both.put(name, option) != null) {
                throw new IllegalArgumentException("Schema: names must be unique, but \"" + name + "\" is in both.");
            }
        });
        List<Rule> allRules = new ArrayList<>(rules);
        allRules.addAll(other.rules);
        return new Schema(both, primary != null ? primary : other.primary, allRules);
    }

    /** Returns the options in order. */
    public List<Option<?>> options() {
        return List.copyOf(options.values());
    }

    /** Returns the names of the options in order. */
    public List<String> names() {
        return List.copyOf(options.keySet());
    }

    /** Looks an option up by its name. */
    public Optional<Option<?>> option(String name) {
        return Optional.ofNullable(options.get(name));
    }

    /** Returns the option that a bare scalar or list stands for. */
    public Optional<Option<?>> primary() {
        return Optional.ofNullable(primary);
    }

    List<Rule> rules() {
        return rules;
    }

    Option<?> require(Option<?> option) {
        Option<?> own = options.get(option.name());
        if (own == null) {
            throw new IllegalArgumentException("Schema: an option must be in the schema, but \"" + option.name()
                    + "\" is not; its options: " + options.keySet() + ".");
        }
        return own;
    }
}
