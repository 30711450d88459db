package org.neocog.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.config.Catalog;
import org.neocog.dataset.DatasetType;
import org.neocog.layer.LayerType;
import org.neocog.optimizer.OptimizerType;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** Does a job: finds the services, plans their checks, runs them, and tells each step before it is taken. */
final class Worker {
    private static final String KNOWN = Stream.of(
                    Backend.class, LayerType.class, DatasetType.class, OptimizerType.class)
            .map(Class::getName)
            .collect(Collectors.joining(", "));

    private final BundleContext context;
    private final LenetTraining training;

    Worker(BundleContext context, LenetTraining training) {
        this.context = context;
        this.training = training;
    }

    void run(Job job) throws IOException {
        try (Journal.Writer journal = new Journal.Writer(Path.of(job.journal()))) {
            List<Check> checks;
            try {
                checks = checks(job);
            } catch (VerificationException e) {
                journal.write(Entry.refused(String.valueOf(e.getMessage())));
                return;
            }
            journal.write(Entry.plan(checks.stream().map(Check::item).toList()));
            run(checks, job, journal);
            journal.write(Entry.of(Entry.Kind.DONE, -1));
        }
    }

    private static void run(List<Check> checks, Job job, Journal.Writer journal) {
        Set<Integer> skip = new HashSet<>(job.skip());
        for (int i = job.from(); i < checks.size(); i++) {
            if (skip.contains(i)) {
                continue;
            }
            int number = i;
            journal.write(Entry.of(Entry.Kind.BEGIN, number));
            ItemResult result = checks.get(i).run(() -> journal.write(Entry.of(Entry.Kind.ALIVE, number)));
            journal.write(Entry.end(i, result));
        }
    }

    private List<Check> checks(Job job) {
        String jar = job.bundle();
        if (jar == null) {
            return backends(named(String.valueOf(job.backend())));
        }
        Candidate candidate = Candidate.install(context, Path.of(jar));
        List<Check> checks = backends(candidate.services(Backend.class));
        PlugInChecks plugIns =
                new PlugInChecks(exact(), required(context.getServiceReference(Catalog.class)), candidate.examples());
        candidate.services(LayerType.class).forEach(each -> checks.addAll(plugIns.of(required(each))));
        candidate.services(DatasetType.class).forEach(each -> checks.addAll(plugIns.of(required(each))));
        candidate.services(OptimizerType.class).forEach(each -> checks.addAll(plugIns.of(required(each))));
        if (checks.isEmpty()) {
            throw new VerificationException(Path.of(jar).getFileName()
                    + ": the bundle must register a service that a test kit knows (" + KNOWN + "), but registers "
                    + candidate.registered() + ".");
        }
        return checks;
    }

    private List<Check> backends(List<ServiceReference<Backend>> references) {
        List<Check> checks = new ArrayList<>();
        for (ServiceReference<Backend> reference : references) {
            checks.addAll(BackendChecks.of(reference, required(reference), exact(), training));
        }
        return checks;
    }

    private <T> T required(@Nullable ServiceReference<T> reference) {
        T service = reference == null ? null : context.getService(reference);
        if (service == null) {
            String bundle = reference == null ? "neocog" : reference.getBundle().getSymbolicName();
            throw new VerificationException(bundle + ": the components of its services must start, but one does not."
                    + " Put the bundle into deploy/ and run neocog --verbose list to see why.");
        }
        return service;
    }

    /** What layers and optimizers are computed on. */
    private Backend exact() {
        for (ServiceReference<Backend> reference : Candidate.all(context, Backend.class)) {
            if (Boolean.TRUE.equals(reference.getProperty(Backend.COMPLETE))) {
                return required(reference);
            }
        }
        throw new VerificationException("verify: a backend that computes every op must be installed, but none is."
                + " Install the feature backend-reference.");
    }

    private List<ServiceReference<Backend>> named(String name) {
        List<ServiceReference<Backend>> all = List.copyOf(Candidate.all(context, Backend.class));
        List<ServiceReference<Backend>> meant = all.stream()
                .filter(reference -> name.equals(reference.getProperty(Backend.NAME)))
                .toList();
        if (meant.isEmpty()) {
            throw new VerificationException("verify: the backend must be installed, but backend=" + name
                    + ", installed: "
                    + all.stream()
                            .map(reference -> String.valueOf(reference.getProperty(Backend.NAME)))
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + ".");
        }
        return meant;
    }
}
