package org.neocog.run;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.backend.Snapshot;
import org.neocog.layer.Initialization;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Tensor;

/** The variables before the first step: a function of the seed and each variable's name, whatever else the model holds. */
final class InitialState {
    private static final long PURPOSE = 0x696e6974; // "init"

    private InitialState() {}

    /** The caller closes it. */
    static Snapshot create(BufferAllocator allocator, List<DeclaredVariable> variables, long seed, PlugIns plugIns) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        boolean done = false;
        try {
            for (DeclaredVariable declared : variables) {
                Tensor tensor = Tensor.allocate(allocator, declared.variable().type());
                tensors.put(declared.variable().name(), tensor);
                tensor.copyFrom(values(declared, seed, plugIns));
            }
            done = true;
            return new Snapshot(tensors);
        } finally {
            if (!done) {
                tensors.values().forEach(Tensor::close);
            }
        }
    }

    private static double[] values(DeclaredVariable declared, long seed, PlugIns plugIns) {
        double[] values = new double[declared.variable().type().shape().intSize()];
        Initialization how = declared.initialization();
        if (how.initializer() == null) {
            java.util.Arrays.fill(values, how.constant());
        } else {
            long name = Digests.firstLong(declared.variable().name().getBytes(StandardCharsets.UTF_8));
            plugIns.initializer(how.initializer())
                    .fill(values, how.fanIn(), how.fanOut(), Philox.stream(seed, PURPOSE, name));
        }
        return values;
    }
}
