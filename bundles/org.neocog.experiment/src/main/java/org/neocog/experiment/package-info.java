/** The experiment file: parse, include, override, validate. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.experiment;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
