package org.neocog.run;

/** A backend has come back from a call that nobody waits for any more: the thread ends. An error, so that nobody handles it on the way. */
final class AbandonedCall extends Error {
    private static final long serialVersionUID = 1L;

    AbandonedCall(String call) {
        super("the backend came back from " + call + ", which was abandoned");
    }
}
