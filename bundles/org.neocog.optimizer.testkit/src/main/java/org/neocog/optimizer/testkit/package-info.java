/** The contract that every optimizer keeps, as checks. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.optimizer.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
