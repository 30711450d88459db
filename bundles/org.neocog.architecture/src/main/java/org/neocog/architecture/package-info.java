/** Whole networks: the SPI of architecture templates, and the model that a list of layers resolves to. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.architecture;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
