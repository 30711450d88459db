/** Optimizers that adapt the length of a step to each parameter's gradients, or to each layer. */
@NullMarked
package org.neocog.optimizer.adaptive;

import org.jspecify.annotations.NullMarked;
