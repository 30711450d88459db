/** Transforms of images. */
@NullMarked
package org.neocog.dataset.transform;

import org.jspecify.annotations.NullMarked;
