package org.neocog.optimizer;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A pure function of the position in the run to a factor of the learning rate. Implemented by plug-ins.
 *
 * <p>Threading: may be asked by several threads at once, for any position in any order; a resumed run asks again.
 */
@FunctionalInterface
@ConsumerType
public interface Schedule {
    /**
     * The factor at a position.
     *
     * @param position steps or epochs done so far, after warm-up, in the config's unit; whole in both units (epochs count
     *     completed epochs)
     * @param total length of the run in the same unit, without the warm-up
     * @return a finite factor of at least 0
     */
    double factor(long position, long total);
}
