package org.neocog.dataset.transform;

import org.neocog.tensor.Philox;

/**
 * Random numbers of the distribution Beta(a, a): {@code g / (g + h)} of two of Gamma(a), whose logarithms are drawn, as small a make numbers too
 * small for a double. By {@link StrictMath}, hence equal everywhere.
 *
 * <p>Source: G. Marsaglia, W. Tsang 2000, "A simple method for generating gamma variables".
 */
final class BetaDistribution {
    private BetaDistribution() {}

    /** A number from 0 to 1. @param a above 0 */
    static double draw(double a, Philox.Stream random) {
        double first = logOfGamma(a, random);
        double second = logOfGamma(a, random);
        return 1 / (1 + StrictMath.exp(second - first));
    }

    /** Gamma(a) is Gamma(a + 1) times a uniform number to the power of 1 / a. */
    private static double logOfGamma(double a, Philox.Stream random) {
        double d = a + 1 - 1 / 3.0;
        double c = 1 / StrictMath.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = (1 + c * x) * (1 + c * x) * (1 + c * x);
            if (v > 0 && StrictMath.log(1 - random.nextDouble()) < x * x / 2 + d * (1 - v + StrictMath.log(v))) {
                return StrictMath.log(d * v) + StrictMath.log(1 - random.nextDouble()) / a;
            }
        }
    }
}
