/** Measures ops one by one. */
@NullMarked
package org.neocog.benchmarks.op;

import org.jspecify.annotations.NullMarked;
