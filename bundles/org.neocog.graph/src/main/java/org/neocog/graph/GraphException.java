package org.neocog.graph;

/**
 * A graph that breaks a rule: {@code <op>: <rule>, but a=1, b=2. <cure> [<label>]}. The label is that of the constraint in the op's
 * javadoc.
 */
public final class GraphException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String label;

    public GraphException(String label, String message) {
        super(message);
        this.label = label;
    }

    /** The constraint that was broken: {@code C1}, {@code C2}, ...; empty where there is none. */
    public String label() {
        return label;
    }

    /**
     * Checks one constraint.
     *
     * @param shown names and values that the rule speaks of, alternating
     */
    static void require(boolean holds, String where, String label, String rule, Object... shown) {
        if (!holds) {
            throw new GraphException(label, message(where, label, rule, shown));
        }
    }

    private static String message(String where, String label, String rule, Object... shown) {
        StringBuilder text = new StringBuilder(where).append(": ").append(rule);
        for (int i = 0; i < shown.length; i += 2) {
            text.append(i == 0 ? ", but " : ", ").append(shown[i]).append('=').append(shown[i + 1]);
        }
        return text.append(". [").append(label).append(']').toString();
    }
}
