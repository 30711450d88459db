package org.neocog.launcher;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Starts the framework, runs one command in it, stops it and exits with the command's code. */
public final class Main {
    /** Exit code where the installation, not the user's input, is at fault. */
    static final int FAILED = 3;

    private static final Logger LOG = Logger.getLogger(Main.class.getName());

    private final Installation installation;
    private final List<String> words;
    private final Arguments arguments;
    private final PrintStream out;
    private final PrintStream err;
    private final Interrupts interrupts = new Interrupts();
    private final ClassArchive archive = ClassArchive.ofProperties();

    private Main(Installation installation, List<String> words, PrintStream out, PrintStream err) {
        this.installation = installation;
        this.words = words;
        this.arguments = Arguments.of(words);
        this.out = out;
        this.err = err;
    }

    /**
     * Runs a command.
     *
     * @param args what the user typed behind {@code neocog}
     */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);
        PrintStream err = System.err;
        // Standard output is the command's alone: what a library prints must not get into its JSON document.
        System.setOut(err);
        int code;
        try {
            code = new Main(Installation.ofThisJar(), List.of(args), out, err).run();
        } catch (LaunchException e) {
            err.println("neocog: " + e.getMessage());
            code = FAILED;
        } catch (Throwable e) { // threads of the framework would keep the process alive
            err.println("neocog: unexpected: " + e);
            e.printStackTrace(err);
            code = FAILED;
        }
        out.flush();
        Runtime.getRuntime().exit(code);
    }

    private int run() {
        Logging.start(err, arguments.verbose());
        interrupts.install();
        Optional<Path> wanted =
                Optional.ofNullable(System.getProperty("neocog.cache.start")).map(Path::of);
        Optional<Integer> answered =
                ServerClient.execute(installation, arguments.command(), words, out, err, interrupts);
        if (answered.isPresent()) {
            return answered.get();
        }
        try (Cache cache = Cache.open(wanted)) {
            Logging.toFiles(new LogFileHandler(cache.logs()));
            Cache.Known known = plan(cache);
            int code;
            try (BundleCache storage = cache.bundles(known, arguments.phrase());
                    EmbeddedFramework framework = new EmbeddedFramework(installation, known.plan(), storage)) {
                framework.start(arguments.phrase());
                code = execute(framework);
                if (code == 0 && !interrupts.any() && archive.isWanted()) {
                    framework.linkLoadedClasses();
                }
            } catch (IOException e) {
                throw new LaunchException("cache: must be writable, but is not: " + e, e);
            }
            out.flush();
            if (code == 0 && !interrupts.any()) {
                archive.write();
            }
            return code;
        }
    }

    private Cache.Known plan(Cache cache) {
        Optional<Cache.Known> unchanged = cache.plan(installation);
        if (unchanged.isPresent()) {
            return unchanged.get();
        }
        Optional<String> last = cache.lastStamp();
        Cache.Known known = cache.remember(installation, new FeatureFiles(installation).plan());
        if (!last.equals(Optional.of(known.stamp()))) {
            archive.discard();
        }
        return known;
    }

    private int execute(EmbeddedFramework framework) {
        List<String> broken = framework.diagnosis().bundles();
        Object service = framework.service(ConsoleService.TYPE);
        if (service == null) {
            err.println("neocog: the command line must be there, but is not:");
            broken.forEach(line -> err.println("  " + line));
            framework.diagnosis().components().forEach(line -> err.println("  " + line));
            return FAILED;
        }
        broken.forEach(LOG::warning);
        if (LOG.isLoggable(Level.FINE)) {
            framework.diagnosis().components().forEach(LOG::fine);
        }
        ConsoleService console = new ConsoleService(service);
        interrupts.forward(console::interrupt);
        return console.execute(words, out, err, Path.of("").toAbsolutePath());
    }
}
