/** The op set, graphs, shape inference and gradients. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.graph;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
