package com.example.accelerator;

import org.neocog.tensor.Tensor;

/** Elements of float32 tensors, to and from arrays. A device copies {@link Tensor#address} and {@link Tensor#bytes} instead. */
final class Floats {
    private Floats() {}

    static float[] of(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        tensor.bytes().asFloatBuffer().get(values);
        return values;
    }

    static void store(float[] values, Tensor tensor) {
        tensor.bytes().asFloatBuffer().put(values);
    }
}
