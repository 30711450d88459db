/** Runs layers and whole networks in the tests of their plug-ins: values, gradients by finite differences, a short descent. */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.architecture.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
