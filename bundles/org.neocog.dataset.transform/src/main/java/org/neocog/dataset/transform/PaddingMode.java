package org.neocog.dataset.transform;

import org.neocog.config.Option;

/** What stands outside an image. */
enum PaddingMode {
    /** One value. */
    CONSTANT,
    /** The pixel at the edge, again and again. */
    EDGE,
    /** The image, mirrored at the middle of the pixel at its edge: {@code c b | a b c | b a}. */
    REFLECT;

    static final Option<PaddingMode> OPTION = Option.choice(
                    "padding-mode",
                    "what stands outside the image: constant: the value fill; edge: the pixel at the edge; reflect: the"
                            + " mirrored image, its edge not repeated",
                    PaddingMode.class)
            .orElse(CONSTANT);

    /** The most pixels that can stand outside an image of so many. */
    int most(int size) {
        return this == REFLECT ? size - 1 : Integer.MAX_VALUE;
    }

    /** Where the pixel at place {@code i} comes from, or -1 if from no pixel. */
    int source(int i, int size) {
        if (i >= 0 && i < size) {
            return i;
        }
        return switch (this) {
            case CONSTANT -> -1;
            case EDGE -> i < 0 ? 0 : size - 1;
            case REFLECT -> i < 0 ? -i : 2 * (size - 1) - i;
        };
    }
}
