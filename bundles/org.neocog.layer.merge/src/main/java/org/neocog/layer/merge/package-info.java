/** Layers that join the branches of a network. */
@NullMarked
package org.neocog.layer.merge;

import org.jspecify.annotations.NullMarked;
