package org.neocog.experiment;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Section {@code weights}: values of parameters and statistics from a file.
 *
 * @param file safetensors file that training starts from and evaluation uses; empty for initial values
 * @param stripPrefix what names in the file begin with and those of the model do not, such as {@code module.}; empty for nothing
 * @param denseAsConvolution whether a dense layer's weight {@code [O, C H W]} is taken for a convolution's {@code [O, C, H, W]}
 */
public record WeightsSection(Optional<Path> file, String stripPrefix, boolean denseAsConvolution) {
    /** The section where there is none. */
    public static final WeightsSection NONE = new WeightsSection(Optional.empty(), "", false);
}
