package org.neocog.backend.testkit;

/**
 * What a backend may vary within the contract.
 *
 * @param seed of all random operands; {@link #standard} takes it from the system property {@value #SEED}
 * @param toleranceFactor multiplies every tolerance, at least 1; above 1 says that the backend computes less exactly than its types
 *     promise
 * @param flushesSubnormals whether subnormal operands and results may become zero
 * @param threadCountChangesNothing whether results are equal bit for bit for every number of threads
 */
public record ContractOptions(
        long seed, double toleranceFactor, boolean flushesSubnormals, boolean threadCountChangesNothing) {
    /** System property: the seed of all random operands. */
    public static final String SEED = "neocog.testkit.seed";

    public ContractOptions {
        if (!(toleranceFactor >= 1)) {
            throw new IllegalArgumentException("contract: toleranceFactor must be at least 1, but toleranceFactor="
                    + toleranceFactor + ". Leave it at 1.");
        }
    }

    /** The strictest: factor 1, subnormals kept, results independent of the number of threads. */
    public static ContractOptions standard() {
        return new ContractOptions(Long.getLong(SEED, 1L), 1, false, true);
    }
}
