package org.neocog.exchange.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.Model.Lowered;
import org.neocog.backend.reference.ReferenceBackend;
import org.neocog.exchange.ImportedNetwork;
import org.neocog.exchange.NetworkFormat.ReadOptions;
import org.neocog.exchange.ParameterValues;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.exchange.onnx.NodeRunner.Trial;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * ONNX's own tests of operators on images, through all of the import: each becomes a network of one layer, of a type of ours where there is
 * one, with its weights, and gives what it must.
 */
class LayersOfNodesTest {
    @Test
    void layersThatNodesBecomeGiveWhatOnnxSays() {
        List<NodeCase> cases = NodeCase.all();
        assumeTrue(!cases.isEmpty(), "not run: no data in " + NodeCase.folder());
        Map<String, Integer> types = new TreeMap<>();
        Map<String, String> wrong = new LinkedHashMap<>();
        int count = 0;
        for (NodeCase each : cases) {
            if (isOfImages(each)) {
                ImportedNetwork network = imported(each);
                network.network().layers().forEach(layer -> types.merge(layer.type(), 1, Integer::sum));
                wrong.putAll(run(each, network));
                count++;
            }
        }
        System.out.println(count + " node tests through the import, as layers " + types);
        assertEquals(Map.of(), wrong);
        int found = count;
        assertTrue(found >= 50, () -> "only " + found);
        List<String> ours = List.of(
                "average-pool",
                "batch-norm",
                "conv2d",
                "flatten",
                "local-response-norm",
                "lp-pool",
                "max-pool",
                "onnx");
        assertTrue(types.keySet().containsAll(ours), () -> types + " has " + ours);
    }

    private static boolean isOfImages(NodeCase each) {
        try {
            each.graph();
            Numbers first = each.input(0);
            return first.isReal()
                    && first.shape().rank() == 4
                    && each.outputs().size() == 1
                    && each.node()
                            .getInput(0)
                            .equals(each.model().getGraph().getInput(0).getName());
        } catch (OperatorException refusal) {
            return false;
        }
    }

    /** All inputs but the first are weights of the file. */
    private static ImportedNetwork imported(NodeCase each) {
        GraphProto.Builder graph = each.model().getGraph().toBuilder();
        for (int i = 1; i < each.inputs().size(); i++) {
            graph.addInitializer(TensorProto.newBuilder(each.inputs().get(i))
                    .setName(each.model().getGraph().getInput(i).getName()));
        }
        ModelProto model = each.model().toBuilder().setGraph(graph).build();
        Problems problems = new Problems(each.name());
        ReadOptions options = new ReadOptions(Optional.empty(), Optional.empty());
        OnnxModel read = Objects.requireNonNull(OnnxModel.of(model, Path.of(""), options, problems), each.name());
        Drafts drafts = OnnxReader.drafts(read, problems);
        ImportedNetwork network = new NetworkAssembly(read, drafts, problems).network(List.of());
        problems.throwIfAny();
        return network;
    }

    private static Map<String, String> run(NodeCase each, ImportedNetwork network) {
        Shape images = each.input(0).shape();
        GraphBuilder builder = new GraphBuilder(each.name());
        Value input = builder.input(TrainedNetwork.IMAGES, new TensorType(ElementType.FLOAT32, images));
        Lowered lowered = Model.of(network.network(), Catalogs.ALL).lower(builder, input, false);
        builder.output(TrainedNetwork.LOGITS, lowered.output());
        Map<Variable, Numbers> values = new LinkedHashMap<>();
        for (DeclaredVariable declared : lowered.variables()) {
            ParameterValues value = Objects.requireNonNull(
                    network.values().get(declared.variable().name()));
            values.put(declared.variable(), Numbers.ofFloats(value.shape(), value.values()));
        }
        assertEquals(network.values().size(), values.size(), "every value has a variable");
        Trial trial = new Trial(
                each.name(),
                builder.build(),
                Map.of(TrainedNetwork.IMAGES, each.input(0)),
                Map.of(TrainedNetwork.LOGITS, each.output(0)));
        return NodeRunner.run(new ReferenceBackend(), values, List.of(trial));
    }
}
