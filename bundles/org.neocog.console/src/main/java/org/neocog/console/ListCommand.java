package org.neocog.console;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Nearest;
import org.neocog.config.PlugIn;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code neocog list [KIND]}. */
@Command(name = "list", description = "Lists what is installed, and the runs.")
final class ListCommand implements Action {
    private static final String BACKENDS = "backends";
    private static final String RUNS = "runs";

    @Parameters(
            paramLabel = "KIND",
            arity = "0..1",
            description =
                    "backends, layers, datasets, optimizers, schedules, architectures, transforms, initializers, downloads or runs;"
                            + " all if absent.")
    @Nullable
    String kind;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            defaultValue = RUNS,
            description = "Where run folders are; ${DEFAULT-VALUE} if absent.")
    Path runs = Path.of(RUNS);

    /** One section: a table for people, a list for programs. */
    private record Section(Table table, List<Map<String, @Nullable Object>> json) {
        Section(Table table) {
            this(table, new ArrayList<>());
        }
    }

    @Override
    public Outcome run(Console console) {
        List<String> wanted = kind == null ? kinds() : List.of(kind);
        if (!kinds().containsAll(wanted)) {
            return Failures.usage("list: there is no kind \"" + kind + "\""
                    + Nearest.of(String.valueOf(kind), kinds())
                            .map(near -> "; did you mean \"" + near + "\"?")
                            .orElse("; kinds: " + String.join(", ", kinds()) + "."));
        }
        StringBuilder text = new StringBuilder();
        Map<String, Object> json = new LinkedHashMap<>();
        for (String name : wanted) {
            Section section = section(name, console);
            json.put(name, section.json());
            text.append(text.isEmpty() ? "" : "\n")
                    .append(wanted.size() == 1 ? "" : name + "\n")
                    .append(
                            section.table().isEmpty()
                                    ? "none\n"
                                    : section.table().toString());
        }
        return Outcome.done(text.toString(), json);
    }

    private static List<String> kinds() {
        return Stream.of(Stream.of(BACKENDS), Stream.of(PlugInKind.values()).map(PlugInKind::plural), Stream.of(RUNS))
                .flatMap(names -> names)
                .toList();
    }

    private Section section(String name, Console console) {
        return switch (name) {
            case BACKENDS -> backends(console.services());
            case RUNS -> runs(console);
            default -> plugIns(PlugInKind.of(name).orElseThrow(), console.services());
        };
    }

    private static Section backends(Services services) {
        Section section = new Section(new Table("name", "kind", "device", "vendor", "memory>", "verified>", "bundle"));
        for (Services.BackendOffer offer : services.backends()) {
            long memory = offer.device().memoryBytes();
            OptionalDouble verified = offer.verified();
            section.table()
                    .row(
                            offer.name(),
                            offer.kind(),
                            offer.device().name(),
                            offer.device().vendor(),
                            Numbers.bytes(memory),
                            verified.isPresent() ? Numbers.plain(verified.getAsDouble()) : "-",
                            offer.bundle());
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", offer.name());
            json.put("kind", offer.kind());
            json.put("device", offer.device().name());
            json.put("vendor", offer.device().vendor());
            json.put("memoryBytes", memory);
            json.put("verified", verified.isPresent() ? verified.getAsDouble() : null);
            json.put("bundle", offer.bundle());
            section.json().add(json);
        }
        return section;
    }

    private static Section plugIns(PlugInKind kind, Services services) {
        Section section = new Section(new Table("name", "summary", "bundle"));
        for (PlugIn plugIn : services.catalog().all(kind.kind())) {
            String bundle = services.bundleOf(plugIn);
            section.table().row(plugIn.name(), plugIn.summary(), bundle);
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", plugIn.name());
            json.put("summary", plugIn.summary());
            json.put("bundle", bundle);
            section.json().add(json);
        }
        return section;
    }

    private Section runs(Console console) {
        Section section = new Section(new Table("run", "status", "epochs>", "accuracy>", "swaps", "set aside"));
        for (RunFolders.Entry run : RunFolders.in(console.path(runs))) {
            RunEvents events = RunEvents.of(run.folder());
            section.table()
                    .row(
                            console.shown(run.folder()),
                            run.status(),
                            Long.toString(run.epochs()),
                            Double.isNaN(run.accuracy()) ? "-" : Numbers.share(run.accuracy()),
                            events.shown(),
                            events.shownQuarantines());
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", run.name());
            json.put("run", run.folder().toString());
            json.put("status", run.status());
            json.put("epochs", run.epochs());
            json.put("accuracy", run.accuracy());
            json.put("swaps", events.swaps());
            json.put("quarantines", events.quarantines());
            section.json().add(json);
        }
        return section;
    }
}
