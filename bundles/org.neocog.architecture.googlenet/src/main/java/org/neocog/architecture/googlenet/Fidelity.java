package org.neocog.architecture.googlenet;

/** Whose GoogLeNet. */
enum Fidelity {
    /** As published: 5x5 convolutions, biases, local response normalization. */
    PAPER,
    /** With batch normalization, and 3x3 where the paper has 5x5. */
    TORCHVISION
}
