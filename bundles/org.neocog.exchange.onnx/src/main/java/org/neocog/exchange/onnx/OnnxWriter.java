package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.exchange.NetworkFormat.WriteOptions;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.graph.Graph;
import org.neocog.graph.Node;

/**
 * Writes a network as an ONNX model of opset {@value #OPSET}. For files that take any number of images the graph is made for two and for three:
 * what differs between them is the batch.
 */
final class OnnxWriter {
    static final int OPSET = 17;

    /** What came with opset 17. */
    private static final int IR_VERSION = 8;

    private static final int TWO = 2;
    private static final int THREE = 3;

    private OnnxWriter() {}

    static ModelProto write(TrainedNetwork network, WriteOptions options) {
        boolean anyBatch = options.batch() == 0;
        Graph graph = network.graphs().apply(anyBatch ? TWO : options.batch());
        Graph other = anyBatch ? network.graphs().apply(THREE) : graph;
        requireKnown(graph);
        if (graph.nodes().size() != other.nodes().size()) {
            throw refusal(
                    "the network must be the same for batches of every size, but is not. Export it with --batch.");
        }
        Absorption absorption = new Absorption(graph, options.foldBatchNormalization());
        NodeWriter nodes = new NodeWriter(network, absorption, new GraphSketch(network.name()), anyBatch);
        for (int i = 0; i < graph.nodes().size(); i++) {
            nodes.write(graph.nodes().get(i), other.nodes().get(i));
        }
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("neocog")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .setGraph(nodes.finish(graph))
                .build();
    }

    /** All ops without a counterpart, at once. */
    private static void requireKnown(Graph graph) {
        Map<String, Integer> unknown = new TreeMap<>();
        for (Node node : graph.nodes()) {
            if (!NodeWriter.knows(node.op())) {
                unknown.merge(node.op().name(), 1, Integer::sum);
            }
        }
        if (!unknown.isEmpty()) {
            throw refusal("every op of the network must have a counterpart in ONNX, but these have none: "
                    + OnnxFormat.counted(unknown) + ". Change the layers that they come from.");
        }
    }

    static ConfigException refusal(String message) {
        return new ConfigException(List.of(new org.neocog.config.Problem(Location.origin("onnx"), message)));
    }
}
