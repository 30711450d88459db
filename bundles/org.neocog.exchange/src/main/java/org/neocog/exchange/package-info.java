/** Networks as files that other programs read: the SPI of their formats. */
@Export
@Version("0.2.0")
@NullMarked
package org.neocog.exchange;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
