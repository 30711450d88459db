/** AlexNet, in two groups as published and in one column. */
@NullMarked
package org.neocog.architecture.alexnet;

import org.jspecify.annotations.NullMarked;
