/** Pooling layers. */
@NullMarked
package org.neocog.layer.pooling;

import org.jspecify.annotations.NullMarked;
