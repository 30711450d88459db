package org.neocog.exchange.onnx;

/** An operator, or one use of it, that is not understood: a rule, and the values that break it. */
final class OperatorException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final String rule;
    private final transient Object[] namesAndValues;

    /** @param namesAndValues what breaks the rule, alternating name and value */
    OperatorException(String rule, Object... namesAndValues) {
        super(text(rule, namesAndValues));
        this.rule = rule;
        this.namesAndValues = namesAndValues.clone();
    }

    private static String text(String rule, Object... namesAndValues) {
        StringBuilder text = new StringBuilder(rule);
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            text.append(i == 0 ? ", but " : ", ")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(namesAndValues[i + 1]);
        }
        return text.toString();
    }

    String rule() {
        return rule;
    }

    Object[] namesAndValues() {
        return namesAndValues.clone();
    }

    /** {@code <rule>, but a=1, b=2}. */
    String text() {
        return text(rule, namesAndValues);
    }
}
