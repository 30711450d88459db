/** What runs graphs: the SPI of compute backends. */
@Export
@Version("0.3.0")
@NullMarked
package org.neocog.backend;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
