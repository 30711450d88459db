/** Stochastic gradient descent. */
@NullMarked
package org.neocog.optimizer.sgd;

import org.jspecify.annotations.NullMarked;
