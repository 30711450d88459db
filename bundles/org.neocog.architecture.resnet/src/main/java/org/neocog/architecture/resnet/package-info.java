/** Residual networks, for ImageNet and for CIFAR-10. */
@NullMarked
package org.neocog.architecture.resnet;

import org.jspecify.annotations.NullMarked;
