package org.neocog.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.Location;
import org.neocog.config.MappingNode;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Reads experiment files. Provided by the framework as a service.
 *
 * <p>Safe for use by several threads. What plug-ins are there is asked anew for each file.
 */
@Component(service = ExperimentReader.class)
public final class ExperimentReader {
    private final Catalog catalog;

    /**
     * Makes a reader.
     *
     * @param catalog the plug-ins that a file can name
     */
    @Activate
    public ExperimentReader(@Reference Catalog catalog) {
        this.catalog = catalog;
    }

    /**
     * Reads an experiment.
     *
     * <p>In this order: the file is parsed; its includes are merged, in order, the file itself last; overrides are
     * applied; references are resolved; the result is checked against the schemas of the sections and of the plug-ins.
     *
     * @param file the file; messages name it as it is given
     * @param overrides what stood behind each {@code -s}: {@code a.b=VALUE}, {@code +a.b=VALUE} or {@code ~a.b}
     * @param environment the variables for {@code ${env:NAME}}
     * @return the experiment
     * @throws org.neocog.config.ConfigException with everything that is wrong, each with its place
     */
    public Experiment read(Path file, List<String> overrides, Environment environment) {
        Problems problems = new Problems();
        MappingNode merged = new Includes(problems).read(file);
        problems.throwIfAny(); // what a missing part would have said is not known, so nothing more can be told
        MappingNode overridden = new Overrides(problems).apply(merged, overrides);
        Interpolation interpolation = new Interpolation(overridden, environment, problems);
        MappingNode resolved = interpolation.resolve();
        return new ExperimentBinder(catalog, nameOf(file)).bind(resolved, interpolation.unresolved(), problems);
    }

    /**
     * Reads the section {@code model} of a template, as if it stood in a file.
     *
     * @param architecture the template's name
     * @param overrides its options: {@code depth=20}
     * @return the section
     * @throws org.neocog.config.ConfigException with everything that is wrong
     */
    public ModelSection.Named architecture(String architecture, List<String> overrides) {
        Problems problems = new Problems();
        MappingNode named = new MappingNode(
                Map.of(
                        "architecture",
                        new MappingNode.Entry(
                                Location.origin("--architecture"),
                                new ScalarNode(architecture, Location.origin("--architecture")))),
                Location.origin("--architecture " + architecture));
        MappingNode section = new Overrides(problems).apply(named, overrides);
        ModelSection read = new ModelReader(new Binder(catalog, problems), problems).read(section);
        problems.throwIfAny();
        if (!(read instanceof ModelSection.Named template)) {
            throw new IllegalStateException("a section with an architecture and without problems must name one");
        }
        return template;
    }

    /** The file's name without its extension, as the name of a run folder may be. */
    private static String nameOf(Path file) {
        String name = String.valueOf(file.getFileName())
                .replaceFirst("\\.ya?ml$", "")
                .replaceAll("[^A-Za-z0-9._-]", "-")
                .replaceFirst("^[^A-Za-z0-9]+", "");
        return name.isEmpty() ? "experiment" : name.substring(0, Math.min(name.length(), 100));
    }
}
