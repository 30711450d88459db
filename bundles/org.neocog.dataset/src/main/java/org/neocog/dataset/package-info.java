/** What a dataset or transform plug-in implements. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.dataset;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
