/** LeNet-5, modern and of 1998. */
@NullMarked
package org.neocog.architecture.lenet;

import org.jspecify.annotations.NullMarked;
