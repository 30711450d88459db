package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.BackendException;

/**
 * Why a backend is set aside.
 *
 * @param backend its name
 * @param kind what it did
 * @param reason a sentence
 * @param op where it computes otherwise, if that was found
 */
record QuarantineReport(
        String backend, Kind kind, String reason, @Nullable WrongOp op) {
    /** What backends are set aside for. */
    enum Kind {
        /** The proof: it computes otherwise than the one before. */
        WRONG,
        /** It gives NaN or infinite numbers where the one before did not. */
        NOT_FINITE,
        /** It threw what is no refusal. */
        THREW,
        /** It refused the program, or a step of it: it may be fit for others. */
        REFUSED,
        /** It did not come back. */
        HUNG,
        /** The state that was put into it did not come out of it again. */
        FORGETFUL
    }

    /**
     * An op that gives other values than the reference, of the same operands.
     *
     * @param scope layer that it belongs to
     * @param operands types of what it was given
     * @param index of the element that differs most
     * @param expected its value on the complete backend
     * @param actual its value
     */
    record WrongOp(
            String graph, String op, String scope, List<String> operands, long index, double expected, double actual) {
        Map<String, Object> toMap() {
            Map<String, Object> map = new LinkedHashMap<>();
            map.put("graph", graph);
            map.put("op", op);
            map.put("scope", scope);
            map.put("operands", operands);
            map.put("index", index);
            map.put("expected", expected);
            map.put("actual", actual);
            return map;
        }

        @Override
        public String toString() {
            return op + " of \"" + scope + "\" on " + operands + " gives " + actual + " instead of " + expected
                    + " at element " + index;
        }
    }

    /** Of a backend that threw. @param when what it was doing */
    static QuarantineReport threw(Provider provider, String when, Throwable thrown) {
        return new QuarantineReport(
                provider.name(),
                thrown instanceof BackendException ? Kind.REFUSED : Kind.THREW,
                "threw " + when + ": " + RunException.textOf(thrown),
                null);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("backend", backend);
        map.put("kind", kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        map.put("reason", reason);
        if (op != null) {
            map.put("op", op.toMap());
        }
        return map;
    }

    @Override
    public String toString() {
        return "backend \"" + backend + "\": " + reason + (op == null ? "" : "; first found in " + op);
    }
}
