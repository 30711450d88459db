package org.neocog.experiment;

/**
 * A part of a split for cross-validation: its examples are dealt into {@code of} folds, each class by itself, in an order of the seed's.
 *
 * @param number of the fold that accuracy is measured on, from 1 to {@code of}
 * @param of how many folds there are, at least 2
 * @param seed of the order in which they are dealt
 * @param held whether this is the fold itself; else all the others
 */
public record DataFold(int number, int of, long seed, boolean held) {}
