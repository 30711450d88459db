package org.neocog.launcher;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import sun.misc.Signal;

/**
 * Ctrl-C (and the signals TERM and HUP): the first asks the command to stop in order, the second ends the process at once.
 * A command that has nothing to put in order ends at the first.
 */
final class Interrupts {
    static final int EXIT_CODE = 130;

    private final AtomicInteger received = new AtomicInteger();
    private volatile BooleanSupplier command = () -> false;

    /** Handles signals from now on. */
    void install() {
        for (String name : new String[] {"INT", "TERM", "HUP"}) {
            try {
                Signal.handle(new Signal(name), signal -> received());
            } catch (IllegalArgumentException e) {
                // This Java or platform keeps the signal to itself (-Xrs, Windows): its default stays.
                Logger.getLogger(Interrupts.class.getName()).log(Level.FINE, "signal " + name + " is not handled", e);
            }
        }
    }

    /**
     * Passes the first signal on from now on.
     *
     * @param stop asks the command to stop in order; false if it has nothing to put in order
     */
    void forward(BooleanSupplier stop) {
        command = stop;
    }

    /** Whether a signal came. */
    boolean any() {
        return received.get() > 0;
    }

    void received() {
        if (received.incrementAndGet() > 1 || !command.getAsBoolean()) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
