package org.neocog.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.neocog.verify.ItemResult;
import org.neocog.verify.Status;
import org.neocog.verify.VerificationException;
import org.neocog.verify.VerificationReport;
import org.neocog.verify.VerificationRequest;
import org.neocog.verify.Verifier;

/** A verification on the terminal. Apart from the command: its classes are there when the command runs, and not before. */
final class VerificationSession {
    private static final String FEATURE = "verify";
    private static final int SHOWN = 200;

    private final Console console;
    private String heading = "";

    private VerificationSession(Console console) {
        this.console = console;
    }

    static Outcome verify(VerifyCommand command, Console console) {
        Optional<Path> bundle = Optional.ofNullable(command.bundle)
                .map(jar -> console.path(jar).toAbsolutePath().normalize());
        Optional<String> backend = Optional.ofNullable(command.backend);
        VerificationSession session = new VerificationSession(console);
        try {
            VerificationRequest request = new VerificationRequest(
                    bundle,
                    backend,
                    folder(command.output, bundle, backend, console),
                    Duration.ofSeconds(command.caseSeconds));
            Verifier verifier = console.services().special(Verifier.class, FEATURE);
            VerificationReport report = verifier.verify(request, session::show);
            return session.outcome(report);
        } catch (VerificationException e) {
            return Failures.usage(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Outcome(ExitCode.INTERRUPTED, "", "verify: interrupted\n", Map.of());
        }
    }

    static Outcome work(Path job, Console console) {
        console.services().special(Verifier.class, FEATURE).work(job);
        return Outcome.done("", Map.of());
    }

    /** The folder that is given, which must be empty; else a new one. */
    private static Path folder(@Nullable Path given, Optional<Path> bundle, Optional<String> backend, Console console) {
        if (given != null) {
            Path folder = console.path(given).toAbsolutePath().normalize();
            if (Files.exists(folder)) {
                throw new VerificationException("verify: the folder of --output must not be there yet, but " + given
                        + " is. Name another one, or delete it.");
            }
            return folder;
        }
        String name = bundle.map(jar -> jar.getFileName().toString().replaceFirst("\\.jar$", ""))
                .or(() -> backend)
                .orElse("")
                .replaceAll("[^A-Za-z0-9._-]", "-");
        for (int number = 1; ; number++) {
            String suffix = number == 1 ? "" : "-" + number;
            Path folder = console.path(Path.of("verify-" + name + suffix)).toAbsolutePath();
            if (!Files.exists(folder)) {
                return folder;
            }
        }
    }

    /** Says what is checked now, and what fails. */
    private void show(ItemResult result) {
        String now = result.item().service() + ": " + result.item().group();
        if (!now.equals(heading)) {
            heading = now;
            console.err().println(now);
        }
        if (result.status().isFailure()) {
            String message = result.message();
            console.err()
                    .println(
                            "  " + result.status().text() + ": " + result.item().name() + ": "
                                    + (message.length() > SHOWN ? message.substring(0, SHOWN) + "..." : message));
        }
    }

    private Outcome outcome(VerificationReport report) {
        Table table = new Table("op or group", "status", "passed>", "refused>", "failed>", "worst error>");
        for (VerificationReport.Line line : report.lines()) {
            if (line.status() == Status.REFUSED) {
                continue;
            }
            int failures = line.counts().entrySet().stream()
                    .filter(entry -> entry.getKey().isFailure())
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            table.row(
                    line.name(),
                    line.status().text(),
                    Integer.toString(line.count(Status.PASSED)),
                    Integer.toString(line.count(Status.REFUSED)),
                    Integer.toString(failures),
                    line.worstError() == 0 ? "-" : String.format(java.util.Locale.ROOT, "%.2g", line.worstError()));
        }
        String refused = report.lines().stream()
                .filter(line -> line.status() == Status.REFUSED)
                .map(VerificationReport.Line::name)
                .distinct()
                .collect(Collectors.joining(", "));
        String text = table
                + (refused.isEmpty() ? "" : "not claimed, and refused as it must be: " + refused + "\n")
                + report.subject() + ": " + (report.passed() ? "passed" : "failed") + ", "
                + report.results().size() + " checks, "
                + report.failures().size() + " failed, verified=" + Numbers.plain(report.score()) + "\n"
                + "report: " + console.shown(report.folder().resolve("report.html")) + "\n";
        int code = report.passed() ? ExitCode.DONE : ExitCode.UNVERIFIED;
        return new Outcome(code, text, "", report.toMap());
    }
}
