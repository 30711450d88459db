/** Learning-rate schedules. */
@NullMarked
package org.neocog.optimizer.schedule;

import org.jspecify.annotations.NullMarked;
