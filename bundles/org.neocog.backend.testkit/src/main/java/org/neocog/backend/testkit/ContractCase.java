package org.neocog.backend.testkit;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.neocog.backend.Backend;

/**
 * One claim of the contract about one backend. Knows nothing of a test framework. Provided by the framework.
 *
 * <p>Each run has an allocator of its own, which is closed at the end: memory that is not given back breaks the claim.
 */
public final class ContractCase {
    /** What is done on the bench; throws {@link AssertionError} where the claim does not hold. */
    @FunctionalInterface
    interface Body {
        void run(Bench bench);
    }

    private final String group;
    private final String name;
    private final String op;
    private final Backend backend;
    private final ContractOptions options;
    private final Body body;

    /** @param op name of the op that alone it is about; empty if there is none */
    ContractCase(String group, String name, String op, Backend backend, ContractOptions options, Body body) {
        this.group = group;
        this.name = name;
        this.op = op;
        this.backend = backend;
        this.options = options;
        this.body = body;
    }

    /** The part of the contract that it belongs to: {@code convolution}, {@code gradients}, {@code programs}, ... */
    public String group() {
        return group;
    }

    /** The claim; unique within the group. */
    public String name() {
        return name;
    }

    /** Name of the op that alone it is about; empty if it is about several, or none. */
    public String op() {
        return op;
    }

    /**
     * Checks the claim.
     *
     * @throws AssertionError if it does not hold: {@code <group>: <name>: <what should be>, but <what is>. Repeat with -D..seed=..}
     */
    public Outcome run() {
        BufferAllocator allocator = NeocogAllocators.root("contract " + group, Long.MAX_VALUE);
        try {
            Outcome outcome = runOn(allocator);
            allocator.close();
            return outcome;
        } catch (AssertionError | RuntimeException e) {
            throw failure(e);
        }
    }

    /** Checks the claim, and tells how it ended. */
    public Verdict verdict() {
        BufferAllocator allocator = NeocogAllocators.root("contract " + group, Long.MAX_VALUE);
        Bench bench = new Bench(backend, options, allocator, group + ": " + name);
        Verdict verdict = verdict(bench);
        try {
            allocator.close();
        } catch (IllegalStateException e) {
            return verdict.kind() == Verdict.Kind.WRONG
                    ? verdict
                    : verdict(
                            Verdict.Kind.LEAKED,
                            bench,
                            String.valueOf(failure(e).getMessage()));
        }
        return verdict;
    }

    private Verdict verdict(Bench bench) {
        try (bench) {
            body.run(bench);
            bench.requireUnchangedFeeds();
        } catch (Bench.Refusal refusal) {
            return new Verdict(Verdict.Kind.REFUSED, refusal.ops(), 0, "");
        } catch (AssertionError | RuntimeException | LinkageError e) {
            return verdict(Verdict.Kind.WRONG, bench, String.valueOf(failure(e).getMessage()));
        }
        return verdict(Verdict.Kind.PASSED, bench, "");
    }

    private static Verdict verdict(Verdict.Kind kind, Bench bench, String message) {
        return new Verdict(kind, bench.ops(), bench.error(), message);
    }

    private Outcome runOn(BufferAllocator allocator) {
        try (Bench bench = new Bench(backend, options, allocator, group + ": " + name)) {
            try {
                body.run(bench);
                bench.requireUnchangedFeeds();
            } catch (Bench.Refusal refusal) {
                return new Outcome(bench.ops(), refusal.ops());
            }
            return new Outcome(bench.ops(), java.util.Set.of());
        }
    }

    private AssertionError failure(Throwable cause) {
        String what = cause instanceof AssertionError ? cause.getMessage() : cause.toString();
        return new AssertionError(
                group + ": " + name + ": " + what + " Repeat with -D" + ContractOptions.SEED + "=" + options.seed()
                        + ".",
                cause);
    }

    @Override
    public String toString() {
        return group + ": " + name;
    }
}
