/**
 * Typed configuration: nodes that know their place, options, schemas, and the binder that turns the one into the other.
 *
 * <p>A plug-in declares its options once as a {@link org.neocog.config.Schema}; validation, help and the resolved config
 * of a run follow from it. Nothing here reads YAML: a reader makes {@link org.neocog.config.ConfigNode}s and a {@link
 * org.neocog.config.Binder} checks them, collecting every problem instead of stopping at the first.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.config;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
