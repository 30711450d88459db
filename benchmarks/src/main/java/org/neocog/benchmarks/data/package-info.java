/** Benchmarks of datasets, transforms and the loader. */
@NullMarked
package org.neocog.benchmarks.data;

import org.jspecify.annotations.NullMarked;
