/** The commands: one set for the command line and for the Gogo shell. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.console;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
