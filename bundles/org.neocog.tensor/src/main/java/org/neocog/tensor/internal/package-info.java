/** What the framework calls of this bundle. */
@NullMarked
package org.neocog.tensor.internal;

import org.jspecify.annotations.NullMarked;
