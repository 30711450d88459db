package org.neocog.experiment;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.neocog.config.Location;
import org.neocog.config.PlugInConfig;

/** An item of a list of layers, before names are joined and edges are checked. */
sealed interface LayerItem {
    /** Its name, alone or given by the list, within the list that it stands in. */
    String name();

    /** What it reads. */
    Optional<From> from();

    /** Where the name stands, or the item. */
    Location namePlace();

    /** Where the item stands. */
    Location location();

    /** Names of what an item reads. */
    record From(List<String> names, Location location) {
        public From {
            names = List.copyOf(names);
        }
    }

    /** One layer. */
    record Single(
            PlugInConfig layer,
            String name,
            boolean isNamed,
            Optional<From> from,
            Location namePlace,
            Location location)
            implements LayerItem {}

    /**
     * Layers under one name.
     *
     * @param repeat how often they stand one after the other; empty for once without a number in the names
     */
    record Block(
            String name,
            OptionalInt repeat,
            List<LayerItem> layers,
            Optional<From> from,
            Location namePlace,
            Location location)
            implements LayerItem {
        public Block {
            layers = List.copyOf(layers);
        }

        int times() {
            return repeat.orElse(1);
        }

        /** What stands before the names of the layers of one repetition. */
        String prefix(String outer, int repetition) {
            return outer + name + (repeat.isPresent() ? "." + repetition : "") + ".";
        }
    }
}
