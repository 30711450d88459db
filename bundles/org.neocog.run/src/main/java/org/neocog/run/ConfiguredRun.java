package org.neocog.run;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.neocog.experiment.Environment;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ExperimentReader;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * A run that is there for as long as a configuration of the factory PID {@value #PID} is: it begins with the configuration, or goes on from its last
 * checkpoint if its folder is there already, changes with it, and stops after a checkpoint when it is deleted. What is wrong with the experiment is logged.
 */
@Component(
        service = {},
        immediate = true,
        configurationPid = ConfiguredRun.PID,
        configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConfiguredRun.Config.class, factory = true)
public final class ConfiguredRun {
    static final String PID = "org.neocog.run";

    private static final Logger LOG = System.getLogger(ConfiguredRun.class.getName());
    private static final long STOP_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long POLL_MILLIS = 20;

    private final ExperimentReader reader;
    private final Run run;

    /** Which run it is. */
    @ObjectClassDefinition(
            name = "Run",
            description = "An experiment that runs for as long as this configuration is there.")
    @interface Config {
        @AttributeDefinition(description = "The experiment file.")
        String experiment();

        @AttributeDefinition(description = "The run folder, which is made, or gone on with.")
        String folder();

        @AttributeDefinition(description = "Values in place of those of the file: key=value, as behind -s.")
        String[] overrides() default {};
    }

    /** Made by the framework. */
    @Activate
    public ConfiguredRun(Config config, @Reference RunEngine engine, @Reference ExperimentReader reader) {
        this.reader = reader;
        Path folder = Path.of(config.folder()).toAbsolutePath().normalize();
        RunListener listener = new Told(folder);
        this.run = Files.isRegularFile(RunFolder.configFile(folder))
                ? engine.resume(folder, new ResumeOptions(Optional.empty(), List.of(), true), listener)
                : engine.start(
                        read(config),
                        new StartOptions(
                                Optional.of(folder),
                                folder.getParent() == null ? folder : folder.getParent(),
                                Optional.empty(),
                                true),
                        listener);
    }

    private Experiment read(Config config) {
        return reader.read(Path.of(config.experiment()), List.of(config.overrides()), Environment.ofProcess());
    }

    /** What may change while the run goes on does; the rest is refused, and the run as it was. */
    @Modified
    void modified(Config config) {
        try {
            List<String> changes = run.change(read(config));
            LOG.log(Level.INFO, "{0}: changes at the next step boundary: {1}", run.folder(), changes);
        } catch (RuntimeException e) { // thrown, it would take the component with it, and so stop the run
            LOG.log(
                    Level.ERROR,
                    run.folder() + ": the new configuration must be one that the run can take, but "
                            + RunException.textOf(e),
                    e);
        }
    }

    @Deactivate
    void deactivate() {
        run.cancel();
        long end = System.nanoTime() + STOP_NANOS;
        try {
            while (!run.state().isFinal() && System.nanoTime() < end) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes to the log what the run tells. */
    private record Told(Path folder) implements RunListener {
        @Override
        public void stateChanged(RunState state, String reason) {
            LOG.log(Level.INFO, "{0}: {1} {2}", folder, state, reason);
        }

        @Override
        public void warned(String message) {
            LOG.log(Level.WARNING, "{0}: {1}", folder, message);
        }
    }
}
