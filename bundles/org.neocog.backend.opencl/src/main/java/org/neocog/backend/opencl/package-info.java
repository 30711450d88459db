/** Computes on OpenCL devices. */
@NullMarked
package org.neocog.backend.opencl;

import org.jspecify.annotations.NullMarked;
