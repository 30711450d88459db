/** Benchmarks of whole networks. */
@NullMarked
package org.neocog.benchmarks;

import org.jspecify.annotations.NullMarked;
