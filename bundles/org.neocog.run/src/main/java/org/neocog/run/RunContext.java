package org.neocog.run;

import java.util.Set;

/**
 * What a run's trainings work with, whichever backend they are on.
 *
 * @param folder where all is kept
 * @param listener told how it goes on
 * @param control what people ask of the run
 * @param backends those that are there
 * @param changes told when services come and go
 * @param states told each state
 * @param data the datasets that the run has open
 * @param refused keys of backends that this run does without; grows, and holds none of their classes
 */
record RunContext(
        RunFolder folder,
        RunListener listener,
        RunControl control,
        Backends backends,
        ServiceChanges changes,
        SwapLog.StateChange states,
        HeldData data,
        Set<String> refused) {}
