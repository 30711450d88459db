/** Parameter initializers. */
@NullMarked
package org.neocog.optimizer.initializer;

import org.jspecify.annotations.NullMarked;
