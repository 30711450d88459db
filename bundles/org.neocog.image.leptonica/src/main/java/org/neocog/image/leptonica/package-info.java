/** Decodes JPEG with the libjpeg-turbo in Leptonica. */
@NullMarked
package org.neocog.image.leptonica;

import org.jspecify.annotations.NullMarked;
