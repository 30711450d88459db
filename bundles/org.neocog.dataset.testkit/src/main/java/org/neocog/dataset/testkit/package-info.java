/** The contract that every dataset keeps, as checks that its tests run. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.dataset.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
