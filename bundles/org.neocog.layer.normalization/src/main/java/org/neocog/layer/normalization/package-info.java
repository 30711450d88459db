/** Normalization layers, and dropout. */
@NullMarked
package org.neocog.layer.normalization;

import org.jspecify.annotations.NullMarked;
