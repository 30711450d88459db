package org.neocog.run;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What is about to run.
 *
 * @param folder run folder, null for an evaluation
 * @param backend name of the backend
 * @param device name of its device
 * @param parameters number of trainable values
 * @param epochs number of epochs in all
 * @param firstStep steps that were done before (by the run that is resumed)
 */
public record RunInfo(
        @Nullable Path folder,
        String name,
        String backend,
        String device,
        long parameters,
        int epochs,
        long firstStep,
        long trainExamples,
        long evalExamples) {}
