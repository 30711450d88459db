/** The contract tests that a backend adopts. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.backend.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
