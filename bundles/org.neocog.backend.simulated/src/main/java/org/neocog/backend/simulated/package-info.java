/** A device that is not there, to learn from and to test with. */
@NullMarked
package org.neocog.backend.simulated;

import org.jspecify.annotations.NullMarked;
