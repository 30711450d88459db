/**
 * The contract that a backend adopts: as JUnit tests by a subclass of {@link org.neocog.backend.testkit.BackendContract} with one method,
 * or anywhere else by {@link org.neocog.backend.testkit.ContractReport#verify}, which needs no JUnit.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.backend.testkit;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
