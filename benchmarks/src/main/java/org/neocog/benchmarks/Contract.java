package org.neocog.benchmarks;

import org.neocog.backend.opencl.OpenClBackend;
import org.neocog.backend.testkit.ContractOptions;
import org.neocog.backend.testkit.ContractReport;

/** Runs the contract of backends on the best OpenCL device, prints the report and what fails, and ends with 4 if something does. */
public final class Contract {
    private Contract() {}

    public static void main(String[] args) {
        ContractReport report;
        try (OpenClBackend backend = new OpenClBackend()) {
            report = ContractReport.verify(backend, ContractOptions.standard());
        }
        report.failures().forEach(failure -> System.out.println(failure.why().getMessage()));
        System.out.println(report);
        System.exit(report.failures().isEmpty() ? 0 : 4);
    }
}
