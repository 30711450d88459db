package org.neocog.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.run.Run;
import org.neocog.run.RunEngine;
import org.neocog.run.RunException;
import org.neocog.run.RunSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code neocog serve}. */
@Command(
        name = "serve",
        description =
                "Stays up: runs wait for their devices here, other commands talk to them, bundles and experiment files in"
                        + " folders come and go. Ctrl-C writes checkpoints and stops.")
final class ServeCommand implements Action {
    private static final String CONFIGS = "configs";

    @Option(
            names = "--deploy",
            paramLabel = "DIR",
            description = "Folder of bundles to watch; the installation's own deploy/ if absent.")
    @Nullable
    Path deploy;

    @Option(
            names = "--configs",
            paramLabel = "DIR",
            defaultValue = CONFIGS,
            description = "Folder of experiment files to watch, each of which is a run; ${DEFAULT-VALUE} if absent.")
    Path configs = Path.of(CONFIGS);

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = "runs",
            description = "Where run folders are made; ${DEFAULT-VALUE} if absent.")
    Path runs = Path.of("runs");

    @Option(
            names = "--per-device",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many runs may share a device; ${DEFAULT-VALUE} if absent.")
    int perDevice = 1;

    @Option(
            names = "--poll",
            paramLabel = "MILLIS",
            defaultValue = "500",
            description = "How often folders are looked at; ${DEFAULT-VALUE} ms if absent.")
    long pollMillis = 500;

    @Override
    public Outcome run(Console console) {
        if (perDevice < 1 || pollMillis < 1) {
            return Failures.usage("serve: --per-device and --poll must be at least 1, but per-device=" + perDevice
                    + ", poll=" + pollMillis + ".");
        }
        Path watched = console.path(configs).toAbsolutePath().normalize();
        Optional<Path> home =
                Optional.ofNullable(console.services().property("neocog.home")).map(Path::of);
        if (home.isPresent()
                && watched.equals(home.get().resolve(CONFIGS).toAbsolutePath().normalize())) {
            return Failures.usage(
                    "serve: --configs must not be the folder of the experiments that ship, since each of its"
                            + " files would be a run, but configs=" + watched + ". Make a folder of your own.");
        }
        Optional<Path> bundles =
                Optional.ofNullable(deploy).map(console::path).or(() -> home.map(folder -> folder.resolve("deploy")));
        RunEngine engine = console.services().engine();
        engine.serve(perDevice);
        Path socket = Path.of(Optional.ofNullable(console.services().property("neocog.socket"))
                .orElseThrow(() -> new RunException("serve: needs the launcher, which names the socket")));
        try (SocketServer server = SocketServer.open(socket, console.services().commandLine())) {
            FolderWatch configFiles = new FolderWatch(
                    watched, ".yaml", new ConfigFolder(console.services(), console.path(runs), console.err()));
            Optional<FolderWatch> jars = bundles.map(folder -> new FolderWatch(
                    folder, ".jar", new DeployFolder(console.services().context(), engine::live, console.err())));
            say(
                    console,
                    "listens at " + socket + "; configs: " + watched
                            + (Files.isDirectory(watched) ? "" : " (not there yet)") + "; bundles: "
                            + bundles.map(Path::toString).orElse("none"));
            console.attendant().untilInterrupted(pollMillis, () -> {
                jars.ifPresent(FolderWatch::look);
                configFiles.look();
            });
        } catch (IOException e) {
            throw new RunException(
                    "serve: socket " + socket + " must be free, but " + e.getMessage()
                            + ". Stop the other server, or set NEOCOG_SOCKET to another file.",
                    e);
        }
        say(console, "stops after checkpoints");
        List<Run> open = engine.live();
        open.forEach(Run::cancel);
        open.forEach(ServeCommand::awaitQuietly);
        return new Outcome(ExitCode.INTERRUPTED, "", "", Map.of("stopped", open.size()));
    }

    /** What becomes of a run, its folder says. */
    private static void awaitQuietly(Run run) {
        try {
            RunSummary unused = run.await();
        } catch (RuntimeException e) {
            System.getLogger(ServeCommand.class.getName()).log(System.Logger.Level.INFO, "a run has failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void say(Console console, String what) {
        synchronized (console.err()) {
            console.err().println("serve: " + what);
        }
    }
}
