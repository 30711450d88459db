package org.neocog.verify;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import com.google.gson.JsonSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.neocog.backend.Backend;
import org.neocog.experiment.ExperimentReader;
import org.neocog.run.RunEngine;
import org.neocog.run.RunException;
import org.neocog.run.Verification;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Verifies bundles with processes of this installation. */
@Component(service = Verifier.class)
public final class LocalVerifier implements Verifier {
    private static final JsonSerializer<Double> FINITE =
            (value, type, context) -> Double.isFinite(value) ? new JsonPrimitive(value) : JsonNull.INSTANCE;
    private static final Gson GSON = new GsonBuilder()
            .serializeNulls()
            .disableHtmlEscaping()
            .setPrettyPrinting()
            .registerTypeAdapter(Double.class, FINITE)
            .create();

    private final BundleContext context;
    private final ExperimentReader reader;
    private final RunEngine engine;

    /** Made by the framework. */
    @Activate
    public LocalVerifier(BundleContext context, @Reference ExperimentReader reader, @Reference RunEngine engine) {
        this.context = context;
        this.reader = reader;
        this.engine = engine;
    }

    @Override
    public VerificationReport verify(VerificationRequest request, Consumer<ItemResult> listener)
            throws InterruptedException {
        String home = context.getProperty("neocog.home");
        if (home == null) {
            throw new RunException(
                    "verify: the framework must be of a distribution of Neocog, whose start script begins"
                            + " other processes, but the framework property neocog.home is absent. Use bin/neocog verify.");
        }
        Path jar = request.bundle().map(LocalVerifier::requireBundle).orElseGet(() -> jarOf(request));
        long start = System.nanoTime();
        try {
            Path folder = Files.createDirectories(request.folder()).toAbsolutePath();
            VerificationRequest absolute =
                    new VerificationRequest(request.bundle(), request.backend(), folder, request.caseTime());
            String sha256 = Verification.sha256(jar);
            List<ItemResult> results =
                    new Supervisor(new WorkerProcess(Path.of(home), folder), absolute, listener).run();
            VerificationReport report = new VerificationReport(
                    request.subject(), jar, sha256, results, folder, (System.nanoTime() - start) * 1e-9);
            Files.writeString(folder.resolve("report.json"), json(report.toMap()) + "\n");
            Files.writeString(folder.resolve("report.html"), HtmlReport.of(report));
            boolean ours = jar.startsWith(Path.of(home));
            Verification.record(
                    jar,
                    report.scores(),
                    !ours && Files.isWritable(jar.toAbsolutePath().getParent()));
            return report;
        } catch (IOException e) {
            throw new RunException("verify: " + request.folder() + " must be writable, but is not: " + e, e);
        }
    }

    private static Path requireBundle(Path jar) {
        try (JarFile file = new JarFile(jar.toFile())) {
            boolean isBundle = file.getManifest() != null
                    && file.getManifest().getMainAttributes().getValue("Bundle-SymbolicName") != null;
            if (!isBundle) {
                throw new VerificationException(jar + ": must be an OSGi bundle, but its manifest has no"
                        + " Bundle-SymbolicName. Build it with bnd.");
            }
            return jar;
        } catch (IOException e) {
            throw new VerificationException(jar + ": must be the jar of a bundle, but cannot be read: " + e + ".");
        }
    }

    private Path jarOf(VerificationRequest request) {
        String name = request.backend().orElse("");
        for (ServiceReference<Backend> reference : Candidate.all(context, Backend.class)) {
            if (name.equals(reference.getProperty(Backend.NAME))) {
                return Verification.jar(reference.getBundle())
                        .orElseThrow(() -> new VerificationException("verify: the bundle of backend \"" + name
                                + "\" must come from a file, but is at "
                                + reference.getBundle().getLocation() + "."));
            }
        }
        throw new VerificationException("verify: the backend must be installed, but backend=" + name + ", installed: "
                + Candidate.all(context, Backend.class).stream()
                        .map(reference -> String.valueOf(reference.getProperty(Backend.NAME)))
                        .sorted()
                        .collect(Collectors.joining(", "))
                + ".");
    }

    @Override
    public void work(Path file) {
        try {
            Job job = Job.read(file);
            new Worker(context, new LenetTraining(reader, engine, Path.of(job.folder()))).run(job);
        } catch (IOException e) {
            throw new RunException(file + ": the job must be readable and its journal writable: " + e, e);
        }
    }

    /** The document of a report. */
    static String json(Map<String, ?> map) {
        return GSON.toJson(map);
    }
}
