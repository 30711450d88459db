package org.neocog.benchmarks;

import java.util.Arrays;
import java.util.List;
import org.neocog.tensor.ElementType;

/** What is measured: a network, the shape of its images, whether it is trained or only run, and in which precision. */
record Task(
        String name,
        String network,
        boolean training,
        int channels,
        int size,
        int classes,
        int batch,
        String precision) {
    private static final String F32 = "f32";
    private static final List<String> PRECISIONS = List.of(F32, "tf32", "bf16");
    private static final List<Task> ALL = List.of(
            new Task("lenet-mnist", "lenet5", true, 1, 28, 10, 64, F32),
            new Task("resnet20-cifar", "resnet20", true, 3, 32, 10, 128, F32),
            new Task("resnet50-train", "resnet50", true, 3, 224, 1000, 16, F32),
            new Task("resnet50-infer", "resnet50", false, 3, 224, 1000, 1, F32),
            new Task("vgg16-infer", "vgg16", false, 3, 224, 1000, 8, F32),
            new Task("alexnet-train", "alexnet", true, 3, 224, 1000, 64, F32));

    /**
     * The task called {@code NAME}, {@code NAME:BATCH} or {@code NAME:BATCH:PRECISIONS}, once for each of the precisions f32,
     * tf32 and bf16 that are named, such as {@code f32,bf16}.
     */
    static List<Task> all(String text) {
        String[] parts = text.split(":", 3);
        for (Task task : ALL) {
            if (task.name.equals(parts[0])) {
                int size = parts.length > 1 ? Integer.parseInt(parts[1]) : task.batch;
                String precisions = parts.length > 2 ? parts[2] : F32;
                return Arrays.stream(precisions.split(",", -1))
                        .map(precision -> task.with(size, precision))
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

    /** What activations are held in; float32 in tf32 as well, which is a matter of products. */
    ElementType activations() {
        return precision.equals("bf16") ? ElementType.BFLOAT16 : ElementType.FLOAT32;
    }

    /** {@code NAME:BATCH:PRECISION}. */
    String text() {
        return name + ":" + batch + ":" + precision;
    }

    private Task with(int otherBatch, String otherPrecision) {
        if (!PRECISIONS.contains(otherPrecision)) {
            throw new IllegalArgumentException("benchmark: the precision must be one of " + PRECISIONS
                    + ", but precision=" + otherPrecision + ".");
        }
        return new Task(name, network, training, channels, size, classes, otherBatch, otherPrecision);
    }
}
