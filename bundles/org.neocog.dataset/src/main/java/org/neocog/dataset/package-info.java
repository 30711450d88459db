/** Where images and labels come from, what is done to them, and how batches of them are loaded. The SPI of datasets and transforms. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.dataset;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
