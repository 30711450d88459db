/** Generated digits. */
@NullMarked
package org.neocog.dataset.digits;

import org.jspecify.annotations.NullMarked;
