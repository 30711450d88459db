package org.neocog.verify;

/**
 * What became of a check.
 *
 * @param error greatest deviation from what was wanted, as share of the greatest magnitude wanted; 0 where nothing was measured
 * @param message why it failed; empty if it did not
 * @param seconds that it took
 */
public record ItemResult(Item item, Status status, double error, String message, double seconds) {}
