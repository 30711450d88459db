package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.architecture.Model;
import org.neocog.backend.Feed;
import org.neocog.graph.Graph;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** A batch of noise with labels, and what else training takes. The learning rate is 0: however long it is measured, nothing diverges. */
final class NoiseFeed implements AutoCloseable {
    private static final long PURPOSE = 0x62656e6368L; // "bench"

    private final Owned owned = new Owned();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    NoiseFeed(Shape input, int classes, int batch, RunSettings settings, BufferAllocator allocator) {
        boolean made = false;
        try {
            Shape images = Shape.of(batch).concat(input);
            Tensor pixels = tensor(TrainingProgram.IMAGES, new TensorType(ElementType.FLOAT32, images), allocator);
            Philox.Stream random = Philox.stream(settings.seed(), PURPOSE, 0);
            // not by an array, which for large batches the heap has no room for
            for (long i = 0; i < images.size(); i++) {
                pixels.setDouble(i, random.uniform(-1, 1));
            }
            Tensor labels = tensor(TrainingProgram.LABELS, TensorType.of(ElementType.INT32, batch), allocator);
            for (int i = 0; i < batch; i++) {
                labels.setDouble(i, i % classes);
            }
            tensor(TrainingProgram.LEARNING_RATE, TensorType.scalar(settings.element()), allocator);
            tensor(TrainingProgram.STEP, TensorType.scalar(settings.element()), allocator)
                    .setDouble(0, 1);
            tensor(Model.RANDOM_STATE, TensorType.of(ElementType.INT64, 2), allocator)
                    .setLong(0, settings.seed());
            made = true;
        } finally {
            if (!made) {
                owned.close();
            }
        }
    }

    private Tensor tensor(String name, TensorType type, BufferAllocator allocator) {
        Tensor tensor = owned.add(Tensor.zeros(allocator, type));
        tensors.put(name, tensor);
        return tensor;
    }

    /** The inputs of one graph. */
    Feed of(Graph graph) {
        Feed feed = new Feed();
        tensors.forEach((name, tensor) -> {
            if (graph.inputs().containsKey(name)) {
                feed.put(name, tensor);
            }
        });
        return feed;
    }

    @Override
    public void close() {
        owned.close();
    }
}
