package org.neocog.experiment;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section {@code weights}: values of parameters and statistics from a file.
 *
 * @param file safetensors file that training starts from and evaluation uses; empty for initial values
 * @param stripPrefix what names in the file begin with and those of the model do not, such as {@code module.}; empty for nothing
 * @param denseAsConvolution whether a dense layer's weight {@code [O, C H W]} is taken for a convolution's {@code [O, C, H, W]}
 * @param layout how the file names and orders values
 * @param rename names of layers in the file, or what they begin with up to a dot, and what they are in the model
 * @param flattened {@code [C, H, W]} of the images that the file's network flattens row by row; empty if it does not
 */
public record WeightsSection(
        Optional<Path> file,
        String stripPrefix,
        boolean denseAsConvolution,
        Layout layout,
        Map<String, String> rename,
        List<Integer> flattened) {
    /** The section where there is none. */
    public static final WeightsSection NONE =
            new WeightsSection(Optional.empty(), "", false, Layout.PYTORCH, Map.of(), List.of());

    /** How another program has its weights. */
    public enum Layout {
        /** {@code conv1.weight [O, I, H, W]}, as models of torchvision, and as here. */
        PYTORCH,
        /** {@code conv1/kernel [H, W, I, O]}. */
        KERAS
    }

    public WeightsSection {
        rename = Collections.unmodifiableMap(new LinkedHashMap<>(rename));
        flattened = List.copyOf(flattened);
    }
}
