/** Runs the test kits on bundles, in a process that may crash or hang, and reports. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.verify;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
