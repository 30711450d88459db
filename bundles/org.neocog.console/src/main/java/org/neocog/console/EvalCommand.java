package org.neocog.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.experiment.Experiment;
import org.neocog.run.EvaluationOptions;
import org.neocog.run.RunEngine;
import org.neocog.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog eval RUN|CONFIG}. */
@Command(
        name = "eval",
        description = "Evaluates a run's last checkpoint, or an experiment's network with weights from a file.")
final class EvalCommand implements Action {
    @Parameters(paramLabel = "RUN|CONFIG", description = "A run folder, or an experiment file.")
    Path target = Path.of("");

    @Option(
            names = "--weights",
            paramLabel = "FILE.safetensors",
            description =
                    "Take the weights from this file; without it from weights.file, or as the network is initialized.")
    @Nullable
    Path weights;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            description = "Evaluate this part of the dataset; data.eval.split if absent.")
    @Nullable
    String split;

    @Option(
            names = "--logits",
            paramLabel = "FILE.safetensors",
            description = "Write the outputs of the last layer to this file, as the tensor logits.")
    @Nullable
    Path logits;

    @Option(
            names = "--predictions",
            paramLabel = "FILE.arrow",
            description = "Write index, label, prediction and logits of each example to this Arrow file.")
    @Nullable
    Path predictions;

    @Option(
            names = "--top-k",
            paramLabel = "K",
            split = ",",
            defaultValue = "1,5",
            description =
                    "For which k to tell how often the label is among the k greatest; ${DEFAULT-VALUE} if absent.")
    List<Integer> topK = List.of(1, 5);

    @Option(names = "--report", description = "Print precision, recall and F1 of each class, and the confusion matrix.")
    boolean classes;

    @Option(names = "--average", description = "Evaluate a run's averaged weights (train.ema).")
    boolean average;

    @Option(names = "--best", description = "Evaluate a run's best checkpoint (checkpoint.best), not the last one.")
    boolean best;

    @Mixin
    ExperimentOptions experiment = new ExperimentOptions();

    @Mixin
    BackendOption backend = new BackendOption();

    @Override
    public Outcome run(Console console) {
        boolean isRun = Files.isDirectory(console.path(target));
        if (isRun && weights == null && !experiment.overrides.isEmpty()) {
            return Failures.usage("eval: -s must go with CONFIG or --weights, but " + target
                    + " is a run folder. Evaluate its config.yaml with --weights instead.");
        }
        RunEngine engine = console.services().engine();
        ProgressReport progress = ProgressReport.on(console);
        EvaluationOptions options = new EvaluationOptions(
                Optional.ofNullable(split),
                backend.get(),
                Optional.ofNullable(logits).map(console::path),
                average,
                best,
                Optional.ofNullable(predictions).map(console::path),
                topK);
        if (topK.stream().anyMatch(k -> k < 1)) {
            return Failures.usage("eval: --top-k must be at least 1, but is " + topK + ". Change it.");
        }
        if ((average || best) && (!isRun || weights != null)) {
            return Failures.usage("eval: --average and --best must go with RUN alone, but "
                    + (isRun ? "--weights is given." : target + " is no run folder.") + " Take them out.");
        }
        if (isRun && weights == null) {
            return report(engine.evaluateRun(console.path(target), options, progress), progress, console);
        }
        Experiment read = experiment.read(isRun ? target.resolve("config.yaml") : target, console);
        engine.requireBackend(read, backend.get());
        if (weights == null && read.weights().file().isEmpty()) {
            console.err().println("No --weights: the network is evaluated as it is initialized.");
        }
        return report(
                engine.evaluate(read, Optional.ofNullable(weights).map(console::path), options, progress),
                progress,
                console);
    }

    private Outcome report(RunSummary summary, ProgressReport progress, Console console) {
        progress.end();
        return RunReport.of(summary, console, classes);
    }
}
