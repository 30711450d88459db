package org.neocog.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the values of an option are read from a node and written back. */
interface OptionType<T> {
    /** The type's name for help, for example {@code list of integers}. */
    String name();

    /** What a value must be, for example {@code a list of integers}. */
    String phrase();

    /** Reads a value; a null answer means that the problem has been reported. */
    @Nullable
    T read(ConfigNode node, String name, Reading reading);

    /** Writes a value so that reading it gives the same. */
    ConfigNode write(T value);

    /** The schema of a nested mapping. */
    default Optional<Schema> nested() {
        return Optional.empty();
    }

    /** The kind of plug-in that is referred to. */
    default Optional<String> kind() {
        return Optional.empty();
    }

    /** What a read goes on with: who resolves plug-ins, where problems go, and the path of the mapping. */
    record Reading(Binder binder, Problems problems, String where) {
        <T> @Nullable T refuse(ConfigNode node, String name, String phrase) {
            problems.add(node.location(), name + " must be " + phrase + ", but is " + NodeText.describe(node) + ".");
            return null;
        }

        /** The path of a key of the mapping. */
        String path(String name) {
            return Binder.path(where, name);
        }
    }
}
