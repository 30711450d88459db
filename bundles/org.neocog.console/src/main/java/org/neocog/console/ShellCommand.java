package org.neocog.console;

import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;
import org.jspecify.annotations.Nullable;

/** {@code neocog shell}. */
@Command(
        name = "shell",
        description = "Opens the Gogo shell of the framework; there, the commands are neocog:run, neocog:list and so on.")
final class ShellCommand implements Action {
    @ParentCommand
    @Nullable
    RootCommand root;

    @Override
    public Outcome run(Console console) {
        if (root != null && root.json) {
            return Failures.usage("shell: --json must not be given, since a shell prints many things.");
        }
        console.services().shell().run(System.in, console.out(), console.err());
        return Outcome.done("", java.util.Map.of());
    }
}
