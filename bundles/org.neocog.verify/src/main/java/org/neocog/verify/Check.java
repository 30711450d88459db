package org.neocog.verify;

/**
 * A check that can be run.
 *
 * @param item what it is
 * @param body what it does
 */
record Check(Item item, Body body) {
    /** Does a check. */
    @FunctionalInterface
    interface Body {
        /**
         * Checks the claim.
         *
         * @param alive to be called now and then by what takes longer than a check may
         */
        Finding run(Runnable alive) throws Exception;
    }

    /** What a body found. */
    record Finding(Status status, double error, String message) {
        static final Finding PASSED = new Finding(Status.PASSED, 0, "");

        static Finding wrong(String message) {
            return new Finding(Status.WRONG, 0, message);
        }
    }

    /** A claim that holds, or throws an {@link AssertionError}. */
    static Check of(Item item, Runnable claim) {
        return new Check(item, alive -> {
            claim.run();
            return Finding.PASSED;
        });
    }

    /** Runs it. Whatever it throws breaks the claim, and no other check. */
    ItemResult run(Runnable alive) {
        long start = System.nanoTime();
        Finding finding;
        try {
            finding = body.run(alive);
        } catch (AssertionError e) {
            finding = Finding.wrong(String.valueOf(e.getMessage()));
        } catch (Throwable e) { // a plug-in's
            finding = Finding.wrong("threw " + e);
        }
        return new ItemResult(
                item, finding.status(), finding.error(), finding.message(), (System.nanoTime() - start) * 1e-9);
    }
}
