package org.neocog.console;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** {@code neocog shell}. */
@Command(
        name = "shell",
        description =
                "Opens the Gogo shell of the framework; there, the commands are neocog:run, neocog:list and so on.")
final class ShellCommand implements Action {
    @ParentCommand
    @Nullable
    RootCommand root;

    @Override
    public Outcome run(Console console) {
        if (root != null && root.json) {
            return Failures.usage("shell: --json must not be given, since a shell prints many things.");
        }
        // Not System.in: Gogo has put its own stream there, which reads from the one that it is given.
        InputStream in = new FileInputStream(FileDescriptor.in);
        console.services().shell().run(in, console.out(), console.err());
        return Outcome.done("", Map.of());
    }
}
