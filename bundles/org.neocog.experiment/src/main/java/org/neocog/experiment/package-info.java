/**
 * The experiment file: one YAML file is one experiment.
 *
 * <p>{@link org.neocog.experiment.ExperimentReader} takes it through five stages: parse, include, override, interpolate,
 * bind. Whatever is wrong is reported at once, each with {@code file:line:column}. What comes out is an {@link
 * org.neocog.experiment.Experiment}: typed sections, and the whole config with every default explicit.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.experiment;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
