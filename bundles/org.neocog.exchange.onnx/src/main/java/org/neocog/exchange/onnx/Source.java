package org.neocog.exchange.onnx;

/** Where an input of a node comes from. */
sealed interface Source {
    /** The images. */
    int IMAGES = -1;

    /** @param draft index of the draft that gives it, or {@link #IMAGES} */
    record Edge(int draft) implements Source {}

    /**
     * Values that the file has.
     *
     * @param name of the initializer, or of what they were computed from
     * @param isWeight whether they are an initializer, and so may be trained
     */
    record Known(String name, Numbers numbers, boolean isWeight) implements Source {}
}
