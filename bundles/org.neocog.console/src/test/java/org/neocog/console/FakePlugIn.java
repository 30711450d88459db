package org.neocog.console;

import org.neocog.config.PlugIn;
import org.neocog.config.Schema;

/** A plug-in that only tells about itself. */
record FakePlugIn(String name, Schema schema) implements PlugIn {
    @Override
    public String summary() {
        return name + " for tests.";
    }
}
