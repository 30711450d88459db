package org.neocog.benchmarks;

import com.google.gson.JsonObject;
import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.backend.testkit.ContractReport;

/**
 * Runs the contract of backends on the best OpenCL device: what fails on the standard error, and one line of JSON. Ends with 4 if something fails.
 */
public final class Contract {
    private Contract() {}

    public static void main(String[] args) {
        ContractReport report;
        try (OpenClBackend backend = new OpenClBackend()) {
            report = ContractReport.verify(backend, ContractOptions.standard());
        }
        report.failures().forEach(failure -> System.err.println(failure.why().getMessage()));
        System.err.println(report);
        JsonObject line = new JsonObject();
        line.addProperty("what", "contract");
        line.addProperty("cases", report.cases());
        line.addProperty("refusals", report.refusals());
        line.addProperty("failures", report.failures().size());
        System.out.println(line);
        System.exit(report.failures().isEmpty() && report.cases() > 0 ? 0 : 4);
    }
}
