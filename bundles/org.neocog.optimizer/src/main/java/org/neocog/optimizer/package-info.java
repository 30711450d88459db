/** How parameters start and how they change: the SPI of optimizers, learning rate schedules and initializers. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.optimizer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
