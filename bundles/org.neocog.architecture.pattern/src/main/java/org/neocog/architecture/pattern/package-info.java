/** The common pattern: stages of convolutions with pooling, then dense layers. */
@NullMarked
package org.neocog.architecture.pattern;

import org.jspecify.annotations.NullMarked;
