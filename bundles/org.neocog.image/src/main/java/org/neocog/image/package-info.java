/** Decoded 8-bit images, and what a decoder of image files implements. */
@Export
@Version("0.3.0")
@NullMarked
package org.neocog.image;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
