package org.neocog.layer.pooling;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;

/** A layer of {@link PoolingWindows} without parameters, which makes one element of each window. Constraints: those of the windows. */
abstract class PoolingLayer implements LayerType {
    private final String name;
    private final String summary;
    private final Schema schema;

    PoolingLayer(String name, String summary, Option<?>... more) {
        this.name = name;
        this.summary = summary;
        this.schema = PoolingWindows.schema(more);
    }

    abstract Value pool(GraphBuilder graph, Value x, PoolingWindow window, Options options);

    @Override
    public String name() {
        return name;
    }

    @Override
    public String summary() {
        return summary;
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public LayerSpec create(Options options) {
        PoolingWindows windows = PoolingWindows.of(options);
        return LayerSpec.ofOne((to, x) -> pool(to.graph(), x, windows.on(to, x.shape()), options));
    }
}
