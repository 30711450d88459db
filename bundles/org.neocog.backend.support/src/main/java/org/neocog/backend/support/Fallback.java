package org.neocog.backend.support;

/**
 * Nodes that a backend left to another.
 *
 * @param graph name of their graph
 * @param op their name
 * @param scope what they were emitted for
 * @param count how many there are
 */
public record Fallback(String graph, String op, String scope, int count) {}
