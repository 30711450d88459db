/**
 * The graph between plug-ins: a small, closed {@linkplain org.neocog.graph.Op op set} with shape rules and gradients,
 * static-shape SSA {@linkplain org.neocog.graph.Graph graphs} over named {@linkplain org.neocog.graph.Variable variables},
 * automatic differentiation as a rewrite of ops into ops, simplification, and a printer.
 *
 * <p>Layers and optimizers emit these ops, backends run them, and neither knows the other.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.graph;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
