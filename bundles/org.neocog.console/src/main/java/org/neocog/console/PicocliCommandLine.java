package org.neocog.console;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.neocog.config.Nearest;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Reads the words with picocli, runs the command they name, and prints what comes of it in the form that is wanted. */
@Component(service = CommandLine.class)
public final class PicocliCommandLine implements CommandLine {
    private final Services services;
    private final int columns;
    private final RunAttendant attendant = new RunAttendant();

    /** Made by the framework. @param context the bundle's own */
    @Activate
    public PicocliCommandLine(BundleContext context) {
        this(new OsgiServices(context), Integer.getInteger("neocog.columns", 0));
    }

    /** Made by tests. @param columns the width of the terminal behind standard error; 0 if it is none */
    PicocliCommandLine(Services services, int columns) {
        this.services = services;
        this.columns = columns;
    }

    @Override
    public int execute(String[] arguments, PrintStream out, PrintStream err, Path workingDirectory) {
        Outcome outcome = outcome(arguments, new Console(services, attendant, out, err, workingDirectory, columns));
        err.print(outcome.message());
        err.flush();
        if (RootCommand.wantsJson(arguments)) {
            out.println(JsonText.of(outcome.json()));
        } else {
            out.print(outcome.text());
        }
        out.flush();
        return outcome.code();
    }

    @Override
    public boolean interrupt() {
        return attendant.interrupt();
    }

    private Outcome outcome(String[] arguments, Console console) {
        try {
            ParseResult last = new picocli.CommandLine(new RootCommand())
                    .setUsageHelpAutoWidth(false)
                    .parseArgs(arguments);
            while (last.hasSubcommand()) {
                last = last.subcommand();
            }
            if (last.isUsageHelpRequested()) {
                String help = last.commandSpec().commandLine().getUsageMessage();
                return Outcome.done(help, Map.of("help", help));
            }
            if (last.isVersionHelpRequested()) {
                return Outcome.done("neocog " + services.version() + "\n", Map.of("version", services.version()));
            }
            return ((Action) last.commandSpec().userObject()).run(console);
        } catch (ParameterException e) {
            return Failures.usage(message(e));
        } catch (RuntimeException | Error e) {
            return Failures.of(e);
        }
    }

    /** What is wrong with the words, and where help is. */
    private static String message(ParameterException e) {
        picocli.CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName(" ");
        boolean isRoot = command.getParent() == null;
        if (e instanceof UnmatchedArgumentException unmatched
                && isRoot
                && !unmatched.getUnmatched().isEmpty()
                && !unmatched.getUnmatched().get(0).startsWith("-")) {
            String word = unmatched.getUnmatched().get(0);
            List<String> commands = List.copyOf(command.getSubcommands().keySet());
            return "there is no command \"" + word + "\""
                    + Nearest.of(word, commands)
                            .map(near -> "; did you mean \"" + near + "\"?")
                            .orElse("; commands: " + String.join(", ", commands) + ".");
        }
        String usage = e instanceof MissingParameterException ? "Usage" : "See";
        return e.getMessage() + ". " + usage + ": " + name + " --help";
    }
}
