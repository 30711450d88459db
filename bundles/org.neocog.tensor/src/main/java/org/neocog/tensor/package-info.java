/**
 * What an array of numbers is: its {@link org.neocog.tensor.ElementType element type}, its {@link org.neocog.tensor.Shape
 * shape} and a {@link org.neocog.tensor.Tensor view} of the native memory that holds it; and the counter-based random
 * numbers ({@link org.neocog.tensor.Philox}) that every other bundle draws from. No maths.
 */
@Export
@Version("0.1.0")
@NullMarked
package org.neocog.tensor;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
