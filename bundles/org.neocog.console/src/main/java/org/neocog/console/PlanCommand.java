package org.neocog.console;

import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code neocog plan CONFIG}. */
@Command(
        name = "plan",
        description = "Shows layers, shapes, parameters, MACs, receptive fields, memory and bundles. Runs nothing.")
final class PlanCommand implements Action {
    @Parameters(paramLabel = "CONFIG", description = "The experiment file.")
    Path config = Path.of("");

    @Mixin
    ExperimentOptions experiment = new ExperimentOptions();

    @Override
    public Outcome run(Console console) {
        return PlanReport.of(console.services().engine().plan(experiment.read(config, console)));
    }
}
