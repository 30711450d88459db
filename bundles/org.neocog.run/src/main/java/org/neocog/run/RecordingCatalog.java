package org.neocog.run;

import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.neocog.config.Catalog;
import org.neocog.config.PlugIn;

/** A catalog that remembers what was looked for and not there: what a run has to wait for. Threading: one thread. */
final class RecordingCatalog implements Catalog {
    private final Catalog catalog;
    private final Set<String> missing = new TreeSet<>();

    RecordingCatalog(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public Optional<PlugIn> find(String kind, String name) {
        Optional<PlugIn> found = catalog.find(kind, name);
        if (found.isEmpty()) {
            missing.add(kind + " \"" + name + "\"");
        }
        return found;
    }

    @Override
    public Collection<PlugIn> all(String kind) {
        return catalog.all(kind);
    }

    /** {@code optimizer "sgd"}, ... */
    Set<String> missing() {
        return missing;
    }
}
