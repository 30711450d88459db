package org.neocog.exchange.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.neocog.backend.Backend;
import org.neocog.exchange.onnx.NodeRunner.Trial;
import org.neocog.graph.Graph;

/** ONNX's own tests of its operators: what is imported gives what it must, everything else is refused with a reason. */
class OnnxNodeTest {
    /** {@code -Dneocog.pages=write} writes the page instead of comparing it. */
    private static final boolean WRITES = "write".equals(System.getProperty("neocog.pages"));

    private static final Path PAGE = Path.of("..", "..", "docs", "onnx-operators.md");
    private static final int FEWEST = 150;

    private static List<NodeCase> cases() {
        List<NodeCase> cases = NodeCase.all();
        assumeTrue(!cases.isEmpty(), "not run: no data in " + NodeCase.folder());
        return cases;
    }

    /** The trials of what is imported; why the others are not goes to {@code refused}. */
    private static List<Trial> trials(List<NodeCase> cases, Map<String, String> refused) {
        List<Trial> trials = new ArrayList<>();
        for (NodeCase each : cases) {
            try {
                Graph graph = each.graph();
                Map<String, Numbers> inputs = new LinkedHashMap<>();
                for (int i = 0; i < each.inputs().size(); i++) {
                    inputs.put("x" + i, each.input(i));
                }
                Map<String, Numbers> outputs = new LinkedHashMap<>();
                for (int i = 0; i < each.outputs().size(); i++) {
                    outputs.put("y" + i, each.output(i));
                }
                trials.add(new Trial(each.name(), graph, inputs, outputs));
            } catch (OperatorException refusal) {
                refused.put(each.name(), refusal.text());
            }
        }
        return trials;
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "onednn", "opencl"})
    void giveWhatOnnxSaysOnEveryBackend(String name) {
        List<NodeCase> cases = cases();
        Map<String, String> refused = new LinkedHashMap<>();
        List<Trial> trials = trials(cases, refused);
        Backend backend = NodeRunner.backend(name);
        long start = System.nanoTime();
        try {
            assertEquals(Map.of(), NodeRunner.run(backend, trials));
        } finally {
            NodeRunner.close(backend);
        }
        System.out.printf(
                "%s: %d of %d node tests right, %d refused, %.1f s%n",
                name, trials.size(), cases.size(), refused.size(), (System.nanoTime() - start) / 1e9);
        assertTrue(trials.size() >= FEWEST, () -> "only " + trials.size() + " are imported; refused: " + refused);
        assertEquals(cases.size(), trials.size() + refused.size());
    }

    @Test
    void thePageSaysWhatIsImported() throws IOException {
        String page = OperatorPage.of(cases());
        if (WRITES) {
            Files.writeString(PAGE, page);
        }
        assertEquals(page, Files.readString(PAGE), "docs/onnx-operators.md: write it anew by -Dneocog.pages=write");
    }
}
