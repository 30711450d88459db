package org.neocog.console;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;
import org.neocog.run.Plan;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog plan CONFIG} and {@code neocog plan --architecture NAME}. */
@Command(
        name = "plan",
        description = "Shows layers, shapes, parameters, MACs, receptive fields, memory and bundles. Runs nothing.")
final class PlanCommand implements Action {
    @Parameters(paramLabel = "CONFIG", arity = "0..1", description = "The experiment file.")
    @Nullable
    Path config;

    @Option(
            names = "--architecture",
            paramLabel = "NAME",
            description = "Plan this architecture instead, without data; -s OPTION=VALUE sets an option of it.")
    @Nullable
    String architecture;

    @Option(
            names = "--as-yaml",
            description = "Print a config whose model is the list of layers, which trains the same.")
    boolean asYaml;

    @Mixin
    ExperimentOptions experiment = new ExperimentOptions();

    @Override
    public Outcome run(Console console) {
        if ((config == null) == (architecture == null)) {
            return Failures.usage("plan: either CONFIG or --architecture must be given, but "
                    + (config == null ? "none is." : "both are.") + " See: neocog plan --help");
        }
        if (config != null) {
            Experiment read = experiment.read(config, console);
            Plan plan = console.services().engine().plan(read);
            return asYaml ? yaml(LayersConfig.of(read, plan)) : PlanReport.of(plan);
        }
        ModelSection.Named named =
                console.services().reader().architecture(String.valueOf(architecture), experiment.overrides);
        Plan plan = console.services().engine().plan(named);
        return asYaml ? yaml(LayersConfig.of(named, plan)) : PlanReport.of(plan);
    }

    private static Outcome yaml(String text) {
        return Outcome.done(text, Map.of("yaml", text));
    }
}
