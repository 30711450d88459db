/** CIFAR-10 and CIFAR-100. */
@NullMarked
package org.neocog.dataset.cifar;

import org.jspecify.annotations.NullMarked;
