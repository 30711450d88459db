package org.neocog.console;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The commands in the Gogo shell: {@code neocog:run lenet.yaml}. The shell calls the methods by name. */
@Component(
        service = GogoCommands.class,
        property = {
            "osgi.command.scope=neocog",
            "osgi.command.function=run",
            "osgi.command.function=resume",
            "osgi.command.function=pause",
            "osgi.command.function=stop",
            "osgi.command.function=swap",
            "osgi.command.function=set",
            "osgi.command.function=eval",
            "osgi.command.function=plan",
            "osgi.command.function=bench",
            "osgi.command.function=find",
            "osgi.command.function=sweep",
            "osgi.command.function=compare",
            "osgi.command.function=plot",
            "osgi.command.function=export",
            "osgi.command.function=data",
            "osgi.command.function=fetch",
            "osgi.command.function=list",
            "osgi.command.function=help"
        })
public final class GogoCommands {
    private final CommandLine commandLine;

    /** Made by the framework. @param commandLine executes the commands */
    @Activate
    public GogoCommands(@Reference CommandLine commandLine) {
        this.commandLine = commandLine;
    }

    /** Executes {@code run}. @param words what stands behind it */
    public void run(String... words) {
        execute("run", words);
    }

    /** Executes {@code resume}. @param words what stands behind it */
    public void resume(String... words) {
        execute("resume", words);
    }

    /** Executes {@code pause}. @param words what stands behind it */
    public void pause(String... words) {
        execute("pause", words);
    }

    /** Executes {@code stop}. @param words what stands behind it */
    public void stop(String... words) {
        execute("stop", words);
    }

    /** Executes {@code swap}. @param words what stands behind it */
    public void swap(String... words) {
        execute("swap", words);
    }

    /** Executes {@code set}. @param words what stands behind it */
    public void set(String... words) {
        execute("set", words);
    }

    /** Executes {@code eval}. @param words what stands behind it */
    public void eval(String... words) {
        execute("eval", words);
    }

    /** Executes {@code plan}. @param words what stands behind it */
    public void plan(String... words) {
        execute("plan", words);
    }

    /** Executes {@code bench}. @param words what stands behind it */
    public void bench(String... words) {
        execute("bench", words);
    }

    /** Executes {@code find}. @param words what stands behind it */
    public void find(String... words) {
        execute("find", words);
    }

    /** Executes {@code sweep}. @param words what stands behind it */
    public void sweep(String... words) {
        execute("sweep", words);
    }

    /** Executes {@code compare}. @param words what stands behind it */
    public void compare(String... words) {
        execute("compare", words);
    }

    /** Executes {@code plot}. @param words what stands behind it */
    public void plot(String... words) {
        execute("plot", words);
    }

    /** Executes {@code export}. @param words what stands behind it */
    public void export(String... words) {
        execute("export", words);
    }

    /** Executes {@code data}. @param words what stands behind it */
    public void data(String... words) {
        execute("data", words);
    }

    /** Executes {@code fetch}. @param words what stands behind it */
    public void fetch(String... words) {
        execute("fetch", words);
    }

    /** Executes {@code list}. @param words what stands behind it */
    public void list(String... words) {
        execute("list", words);
    }

    /** Executes {@code help}. @param words what stands behind it */
    public void help(String... words) {
        execute("help", words);
    }

    /** The shell gives each command's thread its own standard streams. */
    private void execute(String command, String... words) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(words));
        PrintStream out = System.out;
        PrintStream err = System.err;
        commandLine.execute(all.toArray(new String[0]), out, err, Path.of("").toAbsolutePath());
    }
}
