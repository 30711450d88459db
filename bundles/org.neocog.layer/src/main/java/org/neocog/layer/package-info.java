/** What a layer plug-in implements. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.layer;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
