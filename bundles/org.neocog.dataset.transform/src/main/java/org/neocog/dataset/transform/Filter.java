package org.neocog.dataset.transform;

/** What a resampled pixel is a weighted mean by; when an image shrinks it is stretched by the factor, so that nothing aliases. */
enum Filter {
    /** The triangle {@code 1 - |x|}. */
    BILINEAR(1) {
        @Override
        double at(double x) {
            return Math.max(0, 1 - Math.abs(x));
        }
    },
    /** Cubic convolution with a = -1/2. Source: R. Keys 1981, "Cubic convolution interpolation for digital image processing". */
    BICUBIC(2) {
        @Override
        double at(double x) {
            double d = Math.abs(x);
            if (d < 1) {
                return (1.5 * d - 2.5) * d * d + 1;
            }
            return d < 2 ? ((-0.5 * d + 2.5) * d - 4) * d + 2 : 0;
        }
    };

    private final double support;

    Filter(double support) {
        this.support = support;
    }

    /** The weight at a distance, in pixels. */
    abstract double at(double x);

    /** Whether no weight is below 0, so that what is a mean by them lies between the values that it is of. */
    boolean isNeverNegative() {
        return this == BILINEAR;
    }

    /** Where it becomes 0. */
    double support() {
        return support;
    }
}
