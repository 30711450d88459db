/** Activation layers. */
@NullMarked
package org.neocog.layer.activation;

import org.jspecify.annotations.NullMarked;
