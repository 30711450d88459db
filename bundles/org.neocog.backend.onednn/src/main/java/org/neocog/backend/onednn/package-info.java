/** Computes on processors with oneDNN and kernels of our own. */
@NullMarked
package org.neocog.backend.onednn;

import org.jspecify.annotations.NullMarked;
