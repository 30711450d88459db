/** MobileNet v1 with width and resolution multipliers. */
@NullMarked
package org.neocog.architecture.mobilenet;

import org.jspecify.annotations.NullMarked;
