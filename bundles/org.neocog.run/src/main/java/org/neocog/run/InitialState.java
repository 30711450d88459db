package org.neocog.run;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.backend.Snapshot;
import org.neocog.config.PlugInConfig;
import org.neocog.layer.Initialization;
import org.neocog.optimizer.Initializer;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Tensor;

/** The variables before the first step: a function of the seed and each variable's name, whatever else the model holds. */
final class InitialState {
    private static final long PURPOSE = 0x696e6974; // "init"

    private final List<DeclaredVariable> variables;
    private final Map<PlugInConfig, Initializer> initializers = new HashMap<>();
    private final long seed;

    /**
     * Makes the initializers, so that they are there when their bundle has left meanwhile.
     *
     * @throws MissingServiceException if one is not there now
     */
    InitialState(List<DeclaredVariable> variables, long seed, PlugIns plugIns) {
        this.variables = variables;
        this.seed = seed;
        for (DeclaredVariable declared : variables) {
            PlugInConfig config = declared.initialization().initializer();
            if (config != null) {
                initializers.computeIfAbsent(config, plugIns::initializer);
            }
        }
    }

    /** The values; the caller closes them. */
    Snapshot create(BufferAllocator allocator) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        boolean done = false;
        try {
            for (DeclaredVariable declared : variables) {
                Tensor tensor = Tensor.allocate(allocator, declared.variable().type());
                tensors.put(declared.variable().name(), tensor);
                tensor.copyFrom(values(declared));
            }
            done = true;
            return new Snapshot(tensors);
        } finally {
            if (!done) {
                tensors.values().forEach(Tensor::close);
            }
        }
    }

    private double[] values(DeclaredVariable declared) {
        double[] values = new double[declared.variable().type().shape().intSize()];
        Initialization how = declared.initialization();
        Initializer initializer = how.initializer() == null ? null : initializers.get(how.initializer());
        if (initializer == null) {
            Arrays.fill(values, how.constant());
        } else {
            long name = Digests.firstLong(declared.variable().name().getBytes(StandardCharsets.UTF_8));
            initializer.fill(values, how.fanIn(), how.fanOut(), Philox.stream(seed, PURPOSE, name));
        }
        return values;
    }
}
