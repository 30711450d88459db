/** What is kept of one start for the next, in a folder that can be deleted at any time. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.cache;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
