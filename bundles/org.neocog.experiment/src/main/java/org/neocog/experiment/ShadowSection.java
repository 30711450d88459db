package org.neocog.experiment;

/**
 * Section {@code shadow}: a second backend that does some of the steps as well, to be compared.
 *
 * @param backend its name, as in {@code backend.prefer}
 * @param every distance of these steps, at least 1
 */
public record ShadowSection(String backend, long every) {}
