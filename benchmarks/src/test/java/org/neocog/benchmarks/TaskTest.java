package org.neocog.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.neocog.tensor.ElementType;

class TaskTest {
    @Test
    void isOneForEachPrecision() {
        assertEquals(
                List.of("resnet20-cifar:8:f32", "resnet20-cifar:8:tf32", "resnet20-cifar:8:bf16"),
                Task.all("resnet20-cifar:8:f32,tf32,bf16").stream()
                        .map(Task::text)
                        .toList());
        assertEquals("alexnet-train:64:f32", Task.of("alexnet-train").text());
        assertEquals(ElementType.FLOAT32, Task.of("lenet-mnist:1:tf32").activations());
        assertEquals(ElementType.BFLOAT16, Task.of("lenet-mnist:1:bf16").activations());
    }

    @Test
    void refusesWhatIsNotMeasured() {
        assertEquals(
                "benchmark: unknown task \"lenet\"; tasks: [lenet-mnist, resnet20-cifar, resnet50-train, resnet50-infer,"
                        + " vgg16-infer, alexnet-train].",
                assertThrows(IllegalArgumentException.class, () -> Task.of("lenet"))
                        .getMessage());
        assertEquals(
                "benchmark: the precision must be one of [f32, tf32, bf16], but precision=f16.",
                assertThrows(IllegalArgumentException.class, () -> Task.of("lenet-mnist:1:f16"))
                        .getMessage());
    }
}
