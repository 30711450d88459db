package org.neocog.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Executable;
import org.neocog.backend.Snapshot;
import org.neocog.dataset.Loader;

/** Evaluates given values of a resolved experiment's variables, without a run. */
final class StandaloneEvaluation {
    private StandaloneEvaluation() {}

    static RunSummary run(
            Resolution resolution,
            LocalRunEngine.Evaluation evaluation,
            EvaluationOptions options,
            BufferAllocator allocator,
            RunListener listener) {
        long start = System.nanoTime();
        Resolution.Source source = Objects.requireNonNull(resolution.eval(), "made to evaluate");
        listener.started(new RunInfo(
                evaluation.folder(),
                resolution.settings().name(),
                resolution.backend().name(),
                resolution.backend().backend().device().name(),
                resolution.parameters(),
                evaluation.epochs(),
                evaluation.steps(),
                0,
                source.pipeline().size()));
        // not closed: evaluation.state() owns the tensors
        Snapshot used = StateFit.ofWeights(resolution.program(), evaluation.state(), evaluation.folder() == null);
        try (Executable executable = resolution.compile(allocator);
                Loader loader = Trainer.loader(source, resolution.settings().seed(), allocator);
                LogitsFile logitsFile = options.logits()
                        .map(file -> logitsFile(file, source, allocator))
                        .orElse(null);
                PredictionsFile predictions = options.predictions()
                        .map(file -> PredictionsFile.open(
                                file, source.dataset().classNames().size(), allocator))
                        .orElse(null)) {
            executable.restore(used);
            long begin = System.nanoTime();
            AnswerCount count = new AnswerCount(source.dataset().classNames(), options.topK());
            List<Evaluator.AnswerListener> answers = new ArrayList<>(List.of(count));
            Stream.of(logitsFile, predictions).filter(file -> file != null).forEach(answers::add);
            Metrics metrics = new Evaluator(executable, loader, false, answers, allocator)
                    .evaluate(
                            () -> false,
                            (batch, batches, loss, examples) -> listener.progressed(new Progress(
                                    "eval",
                                    evaluation.epochs(),
                                    evaluation.epochs(),
                                    batch,
                                    batches,
                                    loss,
                                    examples * 1e9 / (System.nanoTime() - begin),
                                    (double) loader.waitNanos() / (System.nanoTime() - begin),
                                    (System.nanoTime() - begin) / 1e9 * (batches - batch) / batch)));
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (logitsFile != null) {
                logitsFile.write();
            }
            if (predictions != null) {
                predictions.finish();
            }
            Metrics result = Objects.requireNonNull(metrics, "never cancelled");
            return new RunSummary(
                    evaluation.folder(),
                    "completed",
                    "",
                    resolution.backend().name(),
                    evaluation.epochs(),
                    evaluation.steps(),
                    Double.NaN,
                    result,
                    result.examples() / seconds,
                    loader.waitNanos() / 1e9 / seconds,
                    (System.nanoTime() - start) / 1e9,
                    count.report());
        }
    }

    private static LogitsFile logitsFile(Path file, Resolution.Source source, BufferAllocator allocator) {
        return new LogitsFile(
                file, source.pipeline().size(), source.dataset().classNames().size(), allocator);
    }
}
