package org.neocog.experiment;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Keys {@code weights}, {@code head} and {@code freeze} of the section {@code model}: training that begins with what another one learned.
 *
 * @param weights safetensors file that training starts from, the classifier excepted where {@code headClasses} is given
 * @param headClasses number of classes of a new classifier in place of the network's own
 * @param freeze patterns of the names of variables that stay as they are
 */
public record TransferSection(Optional<Path> weights, OptionalInt headClasses, List<String> freeze) {
    /** Nothing of it. */
    public static final TransferSection NONE = new TransferSection(Optional.empty(), OptionalInt.empty(), List.of());

    /** Copies the list. */
    public TransferSection {
        freeze = List.copyOf(freeze);
    }
}
