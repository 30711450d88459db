/** What a network is made of: the SPI of layers. A layer only lowers itself to ops; gradients and speed come from elsewhere. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.layer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
