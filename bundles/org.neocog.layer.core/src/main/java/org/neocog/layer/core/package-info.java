/** Dense, flatten, pad, softmax and other plain layers. */
@NullMarked
package org.neocog.layer.core;

import org.jspecify.annotations.NullMarked;
