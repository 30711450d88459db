package org.neocog.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.neocog.backend.Backend;
import org.neocog.backend.support.PartitionedBackend;
import org.neocog.backend.testkit.ContractCase;
import org.neocog.backend.testkit.ContractCases;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.backend.testkit.Verdict;
import org.neocog.verify.Check.Finding;
import org.osgi.framework.ServiceReference;

/** The contract of backends as checks, and a training. */
final class BackendChecks {
    /** What is about programs and not about one op: a backend of few ops keeps it together with another that has the rest. */
    private static final Set<String> WITH_FALLBACK = Set.of("programs", "compositions", "refusals", "lifecycle");

    private BackendChecks() {}

    /** @param exact computes what the backend does not */
    static List<Check> of(ServiceReference<Backend> reference, Backend backend, Backend exact, LenetTraining training) {
        String name = String.valueOf(reference.getProperty(Backend.NAME));
        String service = "backend " + name;
        List<Check> checks = new ArrayList<>();
        for (ContractCase claim : ContractCases.all(backend, options(reference))) {
            Item item = new Item(service, claim.group(), claim.name(), claim.op());
            checks.add(new Check(item, alive -> finding(claim.verdict())));
        }
        if (!Boolean.TRUE.equals(reference.getProperty(Backend.COMPLETE))) {
            for (ContractCase claim : ContractCases.all(new PartitionedBackend(backend, exact), options(reference))) {
                if (WITH_FALLBACK.contains(claim.group())) {
                    Item item = new Item(service, claim.group() + ", with fallback", claim.name(), "");
                    checks.add(new Check(item, alive -> finding(claim.verdict())));
                }
            }
        }
        checks.add(
                new Check(new Item(service, "training", LenetTraining.CLAIM, ""), alive -> training.run(name, alive)));
        return checks;
    }

    /** What the service says that it may vary. */
    private static ContractOptions options(ServiceReference<Backend> reference) {
        return new ContractOptions(
                ContractOptions.standard().seed(),
                1,
                Boolean.TRUE.equals(reference.getProperty(Backend.FLUSHES_SUBNORMALS)),
                !Boolean.TRUE.equals(reference.getProperty(Backend.SUMS_BY_THREADS)));
    }

    private static Finding finding(Verdict verdict) {
        Status status = switch (verdict.kind()) {
            case PASSED -> Status.PASSED;
            case REFUSED -> Status.REFUSED;
            case WRONG -> Status.WRONG;
            case LEAKED -> Status.LEAKED;
        };
        return new Finding(status, verdict.error(), verdict.message());
    }
}
