/** The run engine: trains and evaluates an experiment, keeps its run folder, and waits for services that are not there yet. */
@Export
@Version("0.2.0")
@NullMarked
package org.neocog.run;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
