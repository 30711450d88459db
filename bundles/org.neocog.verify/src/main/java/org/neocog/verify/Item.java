package org.neocog.verify;

/**
 * One check of a verification.
 *
 * @param service what it is about: {@code backend onednn}, {@code layer prelu}
 * @param group part of the contract that it belongs to
 * @param name what is claimed; unique in its group
 * @param op name of the op that alone it is about; empty if there is none
 */
public record Item(String service, String group, String name, String op) {
    /** What the table of the report counts it under: the op, or else the group. */
    public String heading() {
        return op.isEmpty() ? group : op;
    }

    @Override
    public String toString() {
        return service + ": " + group + ": " + name;
    }
}
