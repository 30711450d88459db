/** Xception. */
@NullMarked
package org.neocog.architecture.xception;

import org.jspecify.annotations.NullMarked;
