package org.neocog.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Nearest;
import org.neocog.config.PlugIn;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.RemoteFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog fetch NAME}. */
@Command(
        name = "fetch",
        description = "Downloads the files of a dataset, goes on where it was cut off, and checks their sums.",
        footer = {"", "neocog list downloads shows what can be fetched."})
final class FetchCommand implements Action {
    @Parameters(paramLabel = "NAME", description = "What to fetch: mnist, fashion-mnist, cifar10, cifar100, ...")
    String name = "";

    @Option(names = "--to", paramLabel = "DIR", description = "Where the files go; data/NAME if absent.")
    @Nullable
    Path to;

    @Override
    public Outcome run(Console console) {
        DownloadType download = console.services()
                .catalog()
                .find(DownloadType.KIND, name)
                .filter(DownloadType.class::isInstance)
                .map(DownloadType.class::cast)
                .orElse(null);
        if (download == null) {
            return unknown(console);
        }
        Path folder = console.path(to == null ? Path.of("data", name) : to);
        Fetcher fetcher = new Fetcher(folder, new FetchProgress(console));
        List<Map<String, Object>> fetched = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        try {
            for (RemoteFile file : download.files()) {
                Fetcher.Result result = fetcher.fetch(file);
                fetched.add(json(file, result));
                text.append(console.shown(result.file()))
                        .append(result.wasThere() ? ": was there, " : ": fetched, ")
                        .append(file.algorithm())
                        .append(" as it must be\n");
            }
        } catch (FetchException e) {
            return failed(e, download, folder, console);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", name);
        json.put("folder", folder.toString());
        json.put("files", fetched);
        return Outcome.done(text.toString(), json);
    }

    private Outcome unknown(Console console) {
        List<String> names = console.services().catalog().all(DownloadType.KIND).stream()
                .map(PlugIn::name)
                .toList();
        return Failures.usage("fetch: there is nothing called \"" + name + "\"; available: " + names + "."
                + Nearest.of(name, names)
                        .map(near -> " Did you mean \"" + near + "\"?")
                        .orElse(""));
    }

    private static Map<String, Object> json(RemoteFile file, Fetcher.Result result) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", result.file().toString());
        json.put("algorithm", file.algorithm());
        json.put("sum", file.sum());
        json.put("wasThere", result.wasThere());
        return json;
    }

    /** What went wrong, and how to do without the network. */
    private static Outcome failed(FetchException failure, DownloadType download, Path folder, Console console) {
        StringBuilder message =
                new StringBuilder("fetch: ").append(failure.getMessage()).append('\n');
        if (!failure.isWrongSum()) {
            message.append("Without a network, put these files into ")
                    .append(console.shown(folder))
                    .append(" by hand, then run the command again to check them:\n");
            for (RemoteFile file : download.files()) {
                message.append("  ")
                        .append(file.name())
                        .append("  ")
                        .append(file.algorithm())
                        .append(' ')
                        .append(file.sum())
                        .append('\n');
                file.places()
                        .forEach(place -> message.append("    ").append(place).append('\n'));
            }
        }
        int code = failure.isWrongSum() ? ExitCode.UNVERIFIED : ExitCode.FAILED;
        return new Outcome(
                code,
                "",
                message.toString(),
                Failures.error(code, message.toString().strip(), List.of()));
    }
}
