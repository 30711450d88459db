package org.neocog.experiment;

import java.util.Optional;

/**
 * Section {@code data}: where examples come from.
 *
 * @param train what is learned from
 * @param eval what accuracy is measured on; empty if it is not. Of a config with {@code data.fold} a fold of the examples of {@code data.train}
 */
public record DataSection(DataSource train, Optional<DataSource> eval) {}
