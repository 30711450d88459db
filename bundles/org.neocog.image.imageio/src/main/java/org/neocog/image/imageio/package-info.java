/** Decodes JPEG and PNG with the Java platform's ImageIO, odd JPEGs with TwelveMonkeys. */
@NullMarked
package org.neocog.image.imageio;

import org.jspecify.annotations.NullMarked;
