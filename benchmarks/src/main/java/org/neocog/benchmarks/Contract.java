package org.neocog.benchmarks;

import com.google.gson.JsonObject;
import java.util.List;
import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.backend.testkit.ContractReport;

/**
 * Runs the contract of backends on the best OpenCL device: what fails on the standard error, and one line of JSON. Arguments: the groups of cases to run, such
 * as {@code convolution}; none for all. Ends with 4 if something fails, or if there is no such case.
 */
public final class Contract {
    private static final int FAILED = 4;

    private Contract() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args)));
    }

    /** @return the exit code */
    static int run(List<String> groups) {
        ContractReport report = verify(groups);
        report.failures().forEach(failure -> System.err.println(failure.why().getMessage()));
        System.err.println(report);
        JsonObject line = new JsonObject();
        line.addProperty("what", "contract");
        line.addProperty("cases", report.cases());
        line.addProperty("refusals", report.refusals());
        line.addProperty("failures", report.failures().size());
        System.out.println(line);
        return report.failures().isEmpty() && report.cases() > 0 ? 0 : FAILED;
    }

    private static ContractReport verify(List<String> groups) {
        try (OpenClBackend backend = new OpenClBackend()) {
            return ContractReport.verify(
                    backend, ContractOptions.standard(), claim -> groups.isEmpty() || groups.contains(claim.group()));
        }
    }
}
