/** The contract of layers as tests: a plug-in adopts it by a subclass that names its layers, what they make, and what they refuse. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.layer.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
