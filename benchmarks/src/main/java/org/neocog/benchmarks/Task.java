package org.neocog.benchmarks;

import java.util.Arrays;
import java.util.List;
import org.neocog.tensor.ElementType;

/** What is measured: a network, the shape of its images, whether it is trained or only run, and what activations are held in. */
record Task(
        String name,
        String network,
        boolean training,
        int channels,
        int size,
        int classes,
        int batch,
        ElementType activations) {
    private static final List<Task> ALL = List.of(
            new Task("lenet-mnist", "lenet5", true, 1, 28, 10, 64, ElementType.FLOAT32),
            new Task("resnet20-cifar", "resnet20", true, 3, 32, 10, 128, ElementType.FLOAT32),
            new Task("resnet50-train", "resnet50", true, 3, 224, 1000, 16, ElementType.FLOAT32),
            new Task("resnet50-infer", "resnet50", false, 3, 224, 1000, 1, ElementType.FLOAT32),
            new Task("vgg16-infer", "vgg16", false, 3, 224, 1000, 8, ElementType.FLOAT32),
            new Task("alexnet-train", "alexnet", true, 3, 224, 1000, 64, ElementType.FLOAT32));

    /**
     * The task called {@code NAME}, {@code NAME:BATCH} or {@code NAME:BATCH:PRECISIONS}, once for each of the precisions f32 and bf16 that are
     * named, such as {@code f32,bf16}.
     */
    static List<Task> all(String text) {
        String[] parts = text.split(":", 3);
        for (Task task : ALL) {
            if (task.name.equals(parts[0])) {
                int size = parts.length > 1 ? Integer.parseInt(parts[1]) : task.batch;
                String precisions = parts.length > 2 ? parts[2] : "f32";
                return Arrays.stream(precisions.split(",", -1))
                        .map(precision -> task.with(size, activations(precision)))
                        .toList();
            }
        }
        throw new IllegalArgumentException("benchmark: unknown task \"" + text + "\"; tasks: "
                + ALL.stream().map(Task::name).toList() + ".");
    }

    /** The task of one precision. */
    static Task of(String text) {
        return all(text).get(0);
    }

    private static ElementType activations(String precision) {
        return switch (precision) {
            case "f32" -> ElementType.FLOAT32;
            case "bf16" -> ElementType.BFLOAT16;
            default ->
                throw new IllegalArgumentException(
                        "benchmark: the precision must be f32 or bf16, but precision=" + precision + ".");
        };
    }

    /** {@code NAME:BATCH:PRECISION}. */
    String text() {
        return name + ":" + batch + ":" + precision();
    }

    String precision() {
        return activations == ElementType.BFLOAT16 ? "bf16" : "f32";
    }

    private Task with(int otherBatch, ElementType otherActivations) {
        return new Task(name, network, training, channels, size, classes, otherBatch, otherActivations);
    }
}
