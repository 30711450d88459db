package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.neocog.backend.Backend;

/** What became of the cases of one contract. Provided by the framework. Threading: one thread. */
public final class ContractReport {
    /** A case that does not hold, and why. */
    public record Failure(ContractCase claim, AssertionError why) {}

    private final String name;
    private final Set<String> ran = new TreeSet<>();
    private final Set<String> refused = new TreeSet<>();
    private final List<Failure> failures = new ArrayList<>();
    private int cases;
    private int refusals;

    /** An empty report on the backend of that name. */
    public ContractReport(String name) {
        this.name = name;
    }

    /** Runs all cases of a contract. */
    public static ContractReport verify(Backend backend, ContractOptions options) {
        return verify(backend, options, claim -> true);
    }

    /** Runs the cases of a contract that are wanted. */
    public static ContractReport verify(Backend backend, ContractOptions options, Predicate<ContractCase> wanted) {
        ContractReport report = new ContractReport(backend.device().name());
        ContractCases.all(backend, options).stream().filter(wanted).forEach(claim -> {
            try {
                report.run(claim);
            } catch (AssertionError e) {
                // It is in the report.
            }
        });
        return report;
    }

    /** Runs one case and counts it. @throws AssertionError if it does not hold */
    public void run(ContractCase claim) {
        cases++;
        try {
            Outcome outcome = claim.run();
            if (outcome.ran()) {
                ran.addAll(outcome.ops());
            } else {
                refusals++;
                refused.addAll(outcome.refused());
            }
        } catch (AssertionError e) {
            failures.add(new Failure(claim, e));
            throw e;
        }
    }

    /** Number of cases run so far. */
    public int cases() {
        return cases;
    }

    /** Number of cases that the backend refused as it must. */
    public int refusals() {
        return refusals;
    }

    /** Names of the ops that the backend computed in at least one case. */
    public Set<String> nativeOps() {
        return Collections.unmodifiableSet(ran);
    }

    /** Names of the ops that the backend refused in at least one case: for all types and shapes if not also native. */
    public Set<String> refusedOps() {
        return Collections.unmodifiableSet(refused);
    }

    public List<Failure> failures() {
        return List.copyOf(failures);
    }

    /** {@code contract of reference: 3021 cases, 3021 hold (12 by refusal), 0 fail; 52 ops native; refused: [..].} */
    @Override
    public String toString() {
        String text = "contract of " + name + ": " + cases + " cases, " + (cases - failures.size()) + " hold ("
                + refusals + " by refusal), " + failures.size() + " fail; " + ran.size() + " ops native";
        return text + (refused.isEmpty() ? "." : "; refused: " + refused + ".");
    }
}
