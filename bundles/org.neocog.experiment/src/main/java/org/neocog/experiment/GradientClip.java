package org.neocog.experiment;

/** Key {@code train.grad-clip}: how gradients are bounded before the optimizer sees them. */
public sealed interface GradientClip {
    /** All are scaled by one factor so that their common Euclidean norm is at most this. */
    record Norm(double norm) implements GradientClip {}

    /** Each number is cut to -value .. value. */
    record Value(double value) implements GradientClip {}
}
