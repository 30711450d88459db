/**
 * Starts the framework with the bundles of an installation, runs one command in it and ends.
 *
 * <p>Nothing here is seen by bundles; the launcher knows the command line by its interface's name alone.
 */
@NullMarked
package org.neocog.launcher;

import org.jspecify.annotations.NullMarked;
