package org.neocog.optimizer.initializer;

import java.util.function.DoubleSupplier;
import org.neocog.config.Option;
import org.neocog.tensor.Philox;

/** The distributions of mean 0 that are scaled to a variance. */
enum Distribution {
    /** Standard deviation {@code sqrt(variance)}. */
    NORMAL {
        @Override
        DoubleSupplier numbers(double variance, Philox.Stream random) {
            double deviation = StrictMath.sqrt(variance);
            return () -> deviation * random.nextGaussian();
        }
    },
    /** In {@code [-limit, limit)} with {@code limit = sqrt(3 variance)}. */
    UNIFORM {
        @Override
        DoubleSupplier numbers(double variance, Philox.Stream random) {
            double limit = StrictMath.sqrt(3 * variance);
            return () -> random.uniform(-limit, limit);
        }
    };

    static Option<Distribution> option(Distribution usual) {
        return Option.choice("distribution", "Shape of the distribution; its variance is the same.", Distribution.class)
                .orElse(usual);
    }

    abstract DoubleSupplier numbers(double variance, Philox.Stream random);

    /** Sets every element to a number of this variance. */
    void fill(double[] values, double variance, Philox.Stream random) {
        DoubleSupplier numbers = numbers(variance, random);
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.getAsDouble();
        }
    }
}
