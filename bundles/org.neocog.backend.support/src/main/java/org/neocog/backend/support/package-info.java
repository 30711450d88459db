/** Partitioning, fusions, memory planning and tuning that backends share. */
@Export
@Version("0.2.0")
@NullMarked
package org.neocog.backend.support;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
