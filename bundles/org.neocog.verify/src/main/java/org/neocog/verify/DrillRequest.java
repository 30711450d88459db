package org.neocog.verify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neocog.backend.support.Fault;
import org.neocog.dataset.support.DataFault;

/**
 * What to drill.
 *
 * @param config the experiment file
 * @param overrides as {@code -s} has them
 * @param fault a kind of {@link Fault} or {@link DataFault}
 * @param step the training step in which it happens, from 1 on
 * @param op the op that is corrupted
 * @param factor what its result is multiplied by
 * @param backend the name of the backend that gets the fault; the first that the config prefers if absent
 * @param runs where the run folder is made
 * @param limit how long the run may stand still before it counts as stuck
 */
public record DrillRequest(
        Path config,
        List<String> overrides,
        String fault,
        long step,
        String op,
        double factor,
        Optional<String> backend,
        Path runs,
        Duration limit) {
    public DrillRequest {
        overrides = List.copyOf(overrides);
        boolean known =
                Fault.Kind.of(fault).filter(kind -> kind != Fault.Kind.NONE).isPresent()
                        || DataFault.Kind.of(fault).isPresent();
        if (!known) {
            throw new VerificationException("drill: --fault must be one of " + kinds() + ", but fault=" + fault + ".");
        }
        if (step < 1) {
            throw new VerificationException("drill: --at must be at least 1, the first step, but at=" + step + ".");
        }
        if (!(factor > 0)) {
            throw new VerificationException("drill: --factor must be above 0, but factor=" + factor + ".");
        }
    }

    /** All kinds of faults, for help. */
    public static String kinds() {
        return Stream.concat(
                        Stream.of(Fault.Kind.values())
                                .filter(kind -> kind != Fault.Kind.NONE)
                                .map(Fault.Kind::text),
                        Stream.of(DataFault.Kind.values()).map(DataFault.Kind::text))
                .collect(Collectors.joining(", "));
    }
}
