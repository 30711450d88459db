/** MNIST and other idx datasets. */
@NullMarked
package org.neocog.dataset.mnist;

import org.jspecify.annotations.NullMarked;
