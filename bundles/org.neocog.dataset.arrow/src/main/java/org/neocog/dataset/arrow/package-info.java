/** Images and labels of Arrow IPC files. */
@NullMarked
package org.neocog.dataset.arrow;

import org.jspecify.annotations.NullMarked;
