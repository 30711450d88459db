package org.neocog.console;

import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code neocog} itself: the options that every command takes. */
@Command(
        name = "neocog",
        description = "Trains and evaluates convolutional networks from a config file.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Exit codes: 0 done, 2 usage or config error, 3 the run failed, 4 a verification failed,",
            "130 interrupted.",
            "neocog help config explains the experiment file, neocog help layer conv2d a part of it."
        },
        subcommands = {
            RunCommand.class,
            ResumeCommand.class,
            PauseCommand.class,
            StopCommand.class,
            SwapCommand.class,
            SetCommand.class,
            ServeCommand.class,
            EvalCommand.class,
            PlanCommand.class,
            BenchCommand.class,
            FindCommand.class,
            SweepCommand.class,
            CompareCommand.class,
            PlotCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            DataCommand.class,
            FetchCommand.class,
            VerifyCommand.class,
            VerifyWorkerCommand.class,
            DrillCommand.class,
            ListCommand.class,
            ShellCommand.class,
            HelpCommand.class
        })
final class RootCommand implements Action {
    @Option(
            names = "--json",
            scope = ScopeType.INHERIT,
            description = "Print one JSON document on standard output and nothing else there.")
    boolean json;

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Print more messages, and stack traces, on standard error.")
    boolean verbose;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Explain the command.")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    boolean version;

    @Override
    public Outcome run(Console console) {
        return Failures.usage("a command must be given. neocog help lists them.");
    }

    /** The words that a command line must be read with before {@link #json} is known. */
    static boolean wantsJson(String... words) {
        return Arrays.asList(words).contains("--json");
    }
}
