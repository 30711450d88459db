/** Network in Network, for CIFAR-10 and for ImageNet. */
@NullMarked
package org.neocog.architecture.nin;

import org.jspecify.annotations.NullMarked;
