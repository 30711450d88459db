/** File formats and caches that datasets share. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.dataset.support;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
