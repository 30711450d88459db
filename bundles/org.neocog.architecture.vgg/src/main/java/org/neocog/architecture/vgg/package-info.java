/** VGG, configurations A to E. */
@NullMarked
package org.neocog.architecture.vgg;

import org.jspecify.annotations.NullMarked;
