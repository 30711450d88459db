package org.neocog.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.DeviceInfo;
import org.neocog.config.Catalog;
import org.neocog.config.PlugIn;
import org.neocog.exchange.NetworkFormat;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.Finders;
import org.neocog.run.RunEngine;
import org.osgi.framework.BundleContext;

/** The services that commands use, looked up when they are used. */
interface Services {
    /** The engine that runs, evaluates and plans. @throws org.neocog.run.RunException if it is not there */
    RunEngine engine();

    /** What tries trainings out. @throws org.neocog.run.RunException if it is not there */
    Finders finders();

    /** The reader of experiment files. @throws org.neocog.run.RunException if it is not there */
    ExperimentReader reader();

    /** The plug-ins that are installed. @throws org.neocog.run.RunException if it is not there */
    Catalog catalog();

    /** The format of network files with that name. @throws org.neocog.run.RunException if no bundle offers it */
    NetworkFormat format(String name);

    /** All backends, sorted by name. */
    List<BackendOffer> backends();

    /** The bundle that a plug-in comes from: symbolic name and version. */
    String bundleOf(PlugIn plugIn);

    /** The Gogo shell. @throws org.neocog.run.RunException if it is not there */
    Shell shell();

    /** The command line, for those who send it words. @throws org.neocog.run.RunException if it is not there */
    CommandLine commandLine();

    /** What the framework is asked through. */
    BundleContext context();

    /** A property of the framework, or null if it is not set. */
    @Nullable
    String property(String name);

    /**
     * A service of a bundle that is installed for some commands only.
     *
     * @param feature that offers it
     * @throws org.neocog.run.RunException if it is not there
     */
    <T> T special(Class<T> type, String feature);

    /** The version of Neocog. */
    String version();

    /** An interactive shell. */
    @FunctionalInterface
    interface Shell {
        /** Runs until the user leaves it. */
        void run(InputStream in, PrintStream out, PrintStream err);
    }

    /**
     * A backend that is there.
     *
     * @param kind {@code cpu} or {@code gpu}
     * @param bundle symbolic name and version
     * @param verified the score that {@code neocog verify} has recorded for its bundle; empty without one
     */
    record BackendOffer(String name, String kind, DeviceInfo device, String bundle, OptionalDouble verified) {}
}
