package org.neocog.console;

import picocli.CommandLine.Command;

/** {@code neocog find WHAT CONFIG}. */
@Command(
        name = "find",
        description =
                "Tries a training out to find a learning rate or a batch size for it. Writes nothing, and touches no"
                        + " run.",
        synopsisSubcommandLabel = "WHAT",
        subcommands = {FindLearningRateCommand.class, FindBatchSizeCommand.class})
final class FindCommand implements Action {
    @Override
    public Outcome run(Console console) {
        return Failures.usage(
                "find: must be told what to find, but is not: learning-rate or batch-size. See: neocog find"
                        + " --help");
    }
}
