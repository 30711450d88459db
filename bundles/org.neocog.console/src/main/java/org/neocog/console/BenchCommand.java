package org.neocog.console;

import java.util.List;
import org.neocog.experiment.Experiment;
import org.neocog.run.Benchmark;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code neocog bench CONFIG}. */
@Command(
        name = "bench",
        description = "Measures how fast an experiment's network trains and evaluates, op by op, on images of noise.")
final class BenchCommand implements Action {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            split = ",",
            description = "Measure these backends, one after the other; if absent the one that a run would use.")
    List<String> backends = List.of();

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Measure each of training and evaluation for N seconds; ${DEFAULT-VALUE} if absent.")
    double seconds = 3;

    @Mixin
    ExperimentFile file = new ExperimentFile();

    @Override
    public Outcome run(Console console) {
        if (!(seconds > 0 && seconds <= 3600)) {
            return Failures.usage("bench: --seconds must be above 0 and at most 3600, but seconds=" + seconds + ".");
        }
        Experiment read = file.read(console);
        Benchmark benchmark = console.services()
                .engine()
                .bench(read, backends, seconds, text -> console.err().println(text));
        return BenchReport.of(benchmark);
    }
}
