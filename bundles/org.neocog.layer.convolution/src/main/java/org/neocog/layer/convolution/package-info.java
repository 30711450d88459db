/** Convolution layers. */
@NullMarked
package org.neocog.layer.convolution;

import org.jspecify.annotations.NullMarked;
