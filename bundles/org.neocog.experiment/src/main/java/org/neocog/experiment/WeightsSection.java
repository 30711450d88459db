package org.neocog.experiment;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Section {@code weights}: values of parameters and statistics from a file.
 *
 * @param file safetensors file that training starts from and evaluation uses; empty for initial values
 * @param stripPrefix what names in the file begin with and those of the model do not, such as {@code module.}; empty for nothing
 */
public record WeightsSection(Optional<Path> file, String stripPrefix) {
    /** The section where there is none. */
    public static final WeightsSection NONE = new WeightsSection(Optional.empty(), "");
}
