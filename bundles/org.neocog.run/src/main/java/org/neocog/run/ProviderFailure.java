package org.neocog.run;

/** A backend threw, did not come back, or computes wrongly. The run can go on from its last checkpoint, on another one. */
final class ProviderFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Provider provider;
    private final transient QuarantineReport report;

    /** @param cause what it threw, or what to throw if no other backend is there */
    ProviderFailure(Provider provider, QuarantineReport report, Throwable cause) {
        super(report.toString(), cause);
        this.provider = provider;
        this.report = report;
    }

    Provider provider() {
        return provider;
    }

    QuarantineReport report() {
        return report;
    }

    /** What it threw. */
    Throwable thrown() {
        Throwable cause = getCause();
        return cause == null ? this : cause;
    }
}
