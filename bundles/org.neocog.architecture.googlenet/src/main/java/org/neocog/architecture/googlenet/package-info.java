/** GoogLeNet with its auxiliary heads. */
@NullMarked
package org.neocog.architecture.googlenet;

import org.jspecify.annotations.NullMarked;
