package org.neocog.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a journal.
 *
 * @param kind what happened
 * @param number of the check that it happened to; -1 for none
 * @param plan all checks, of a plan
 * @param result of a check that ended
 * @param message what went wrong, of a refusal
 */
record Entry(
        Kind kind,
        int number,
        @Nullable List<Item> plan,
        @Nullable ItemResult result,
        @Nullable String message) {
    enum Kind {
        /** The checks are known. */
        PLAN,
        /** A check begins. */
        BEGIN,
        /** The check goes on: the time for it begins anew. */
        ALIVE,
        END,
        /** There is nothing to verify, for the reason in the message. */
        REFUSED,
        /** All is done. */
        DONE
    }

    static Entry plan(List<Item> plan) {
        return new Entry(Kind.PLAN, -1, plan, null, null);
    }

    static Entry of(Kind kind, int number) {
        return new Entry(kind, number, null, null, null);
    }

    static Entry end(int number, ItemResult result) {
        return new Entry(Kind.END, number, null, result, null);
    }

    static Entry refused(String message) {
        return new Entry(Kind.REFUSED, -1, null, null, message);
    }
}
