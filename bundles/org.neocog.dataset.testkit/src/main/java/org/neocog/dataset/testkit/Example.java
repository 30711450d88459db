package org.neocog.dataset.testkit;

/** A copy of an example: {@code [C, H, W]}, and the pixels in the order in which they came. */
record Example(int label, int[] shape, byte[] pixels) {}
