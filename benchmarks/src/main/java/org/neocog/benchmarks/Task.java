package org.neocog.benchmarks;

import java.util.List;

/** What is measured: a network, the shape of its images, and whether it is trained or only run. */
record Task(String name, String network, boolean training, int channels, int size, int classes, int batch) {
    private static final List<Task> ALL = List.of(
            new Task("lenet-mnist", "lenet5", true, 1, 28, 10, 64),
            new Task("resnet20-cifar", "resnet20", true, 3, 32, 10, 128),
            new Task("resnet50-train", "resnet50", true, 3, 224, 1000, 16),
            new Task("resnet50-infer", "resnet50", false, 3, 224, 1000, 1),
            new Task("vgg16-infer", "vgg16", false, 3, 224, 1000, 8),
            new Task("alexnet-train", "alexnet", true, 3, 224, 1000, 64));

    /** The task called {@code NAME} or {@code NAME:BATCH}. */
    static Task of(String text) {
        String[] parts = text.split(":", 2);
        for (Task task : ALL) {
            if (task.name.equals(parts[0])) {
                return parts.length == 1 ? task : task.with(Integer.parseInt(parts[1]));
            }
        }
        throw new IllegalArgumentException("benchmark: unknown task \"" + text + "\"; tasks: "
                + ALL.stream().map(Task::name).toList() + ".");
    }

    private Task with(int otherBatch) {
        return new Task(name, network, training, channels, size, classes, otherBatch);
    }
}
