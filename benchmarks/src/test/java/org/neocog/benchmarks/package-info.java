/** Runs each program once, as briefly as it can: what it prints counts, not how long it took. */
package org.neocog.benchmarks;
