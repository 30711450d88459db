/** The readable backend that defines every op. */
@NullMarked
package org.neocog.backend.reference;

import org.jspecify.annotations.NullMarked;
