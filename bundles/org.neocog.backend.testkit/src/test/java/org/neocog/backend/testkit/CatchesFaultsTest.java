package org.neocog.backend.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.neocog.backend.Backend;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.ConvolutionOp;
import org.neocog.graph.ElementwiseOp;
import org.neocog.graph.Node;
import org.neocog.graph.PoolingOp;
import org.neocog.graph.UnaryFunction;
import org.neocog.tensor.ElementType;

/** Wrong backends: exactly the cases about what is wrong fail. */
class CatchesFaultsTest {
    private static final String TANH = "tanh(float32[20]), boundaries";
    private static final Toy RIGHT = Toy.right(ElementType.FLOAT32);

    private static ContractReport verify(Backend backend) {
        return verify(backend, ContractOptions.standard());
    }

    /** All cases, but of the many elementwise and shape cases only every seventh. */
    private static ContractReport verify(Backend backend, ContractOptions options) {
        ContractReport report = new ContractReport("toy");
        Set<String> large = Set.of("elementwise", "shapes", "reductions", "convolution");
        int i = 0;
        for (ContractCase claim : ContractCases.all(backend, options)) {
            if (large.contains(claim.group()) && i++ % 7 != 0) {
                continue;
            }
            try {
                report.run(claim);
            } catch (AssertionError e) {
                assertEquals(
                        e, report.failures().get(report.failures().size() - 1).why());
            }
        }
        return report;
    }

    private static Set<String> groups(ContractReport report) {
        return report.failures().stream().map(f -> f.claim().group()).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> names(ContractReport report) {
        return report.failures().stream().map(f -> f.claim().name()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Names of the cases of a group that {@code about} accepts. */
    private static Set<String> cases(String group, Predicate<String> about) {
        return ContractCases.all(RIGHT, ContractOptions.standard()).stream()
                .filter(claim -> claim.group().equals(group))
                .map(ContractCase::name)
                .filter(about)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> failed(ContractReport report, String group) {
        return report.failures().stream()
                .filter(f -> f.claim().group().equals(group))
                .map(f -> f.claim().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Oracle.Rule where(Predicate<Node> wrong, Oracle.Rule rule) {
        return (node, operands) ->
                wrong.test(node) ? rule.compute(node, operands) : Oracle.ROUNDED.compute(node, operands);
    }

    @Test
    void aBackendByTheOracleHoldsAll() {
        ContractReport report = ContractReport.verify(
                Toy.right(ElementType.FLOAT32, ElementType.FLOAT64, ElementType.BFLOAT16), ContractOptions.standard());
        assertEquals(
                List.of(),
                report.failures().stream().map(f -> f.why().getMessage()).toList());
        assertEquals(Set.of(), report.refusedOps());
        assertTrue(report.cases() > 4000, report.toString());
    }

    @Test
    void maxPoolOneElementOffIsCaught() {
        ContractReport report = verify(RIGHT.with(where(node -> node.op() instanceof PoolingOp.MaxPool, (node, x) -> {
            NdArray shifted = NdArray.zeros(x.get(0).type());
            for (int i = 0; i < shifted.size(); i++) {
                shifted.set(i, x.get(0).get(Math.min(i + 1, shifted.size() - 1)));
            }
            return Oracle.ROUNDED.compute(node, List.of(shifted));
        })));
        assertTrue(
                Set.of("pooling", "gradients", "compositions", "threads").containsAll(groups(report)),
                report.toString());
        assertTrue(failed(report, "pooling").stream().allMatch(name -> name.startsWith("max_pool(")));
        assertTrue(failed(report, "pooling").size() > 10, failed(report, "pooling")::toString);
        assertEquals(Set.of("LeNet-like net with softmax cross-entropy, float32"), failed(report, "gradients"));
        assertTrue(failed(report, "compositions").contains("three steps of training with momentum, float32"));
    }

    @Test
    void ignoredDilationIsCaught() {
        ContractReport report =
                verify(RIGHT.with(where(node -> node.op() instanceof ConvolutionOp.Convolution, (node, x) -> {
                    ConvolutionGeometry g = ((ConvolutionOp) node.op()).geometry();
                    ConvolutionGeometry without =
                            g.withDilations(g.dilations().stream().map(d -> 1).toArray(Integer[]::new));
                    return List.of(WindowOracle.convolution(
                                    new ConvolutionOp.Convolution(without),
                                    x.get(0),
                                    x.get(1),
                                    node.output().type())
                            .rounded());
                })));
        Set<String> failed = failed(report, "convolution");
        assertTrue(Set.of("convolution", "gradients").containsAll(groups(report)), report.toString());
        assertTrue(failed.size() >= 3, failed::toString);
        assertTrue(failed.stream().allMatch(name -> name.matches("convolution\\(.* dilations: \\[[^]]*[2-9].*")));
    }

    @Test
    void maximumThatSwallowsNanIsCaught() {
        ContractReport report = verify(RIGHT.with(where(
                node -> node.op() instanceof PoolingOp.MaxPool,
                (node, x) -> Oracle.ROUNDED.compute(
                        node, List.of(x.get(0).map(v -> Double.isNaN(v) ? Double.NEGATIVE_INFINITY : v))))));
        assertEquals(
                cases("pooling", name -> name.startsWith("max_pool(") && name.contains("NaN and infinity")),
                names(report));
    }

    @Test
    void wrongRoundingIsCaught() {
        ContractReport report = verify(RIGHT.with(where(
                node -> node.op() instanceof ElementwiseOp.Cast && node.output().element() == ElementType.UINT8,
                (node, x) -> List.of(x.get(0).map(Math::rint)).stream()
                        .map(array ->
                                Oracle.ROUNDED.compute(node, List.of(array)).get(0))
                        .toList())));
        assertEquals(Set.of("casts"), groups(report));
        assertTrue(names(report).stream().allMatch(name -> name.contains("to: uint8")));
    }

    @Test
    void flushedSubnormalsAreCaughtUnlessTheyAreDeclared() {
        Toy flushing = RIGHT.with(where(
                node -> node.op() instanceof ElementwiseOp.Unary unary && unary.function() != UnaryFunction.SIGN,
                (node, x) -> Oracle.ROUNDED.compute(node, x).stream()
                        .map(y -> y.map(v -> Math.abs(v) < Float.MIN_NORMAL ? Math.copySign(0, v) : v))
                        .toList()));
        ContractReport strict = verify(flushing);
        assertEquals(Set.of("boundary values"), groups(strict));
        assertTrue(names(strict).stream().anyMatch(name -> name.startsWith("negate")));
        ContractReport declared = verify(flushing, new ContractOptions(1, 1, true, true));
        assertEquals(Set.of(), groups(declared));
    }

    @Test
    void staleSnapshotIsCaught() {
        ContractReport report = verify(RIGHT.with(Toy.Fault.STALE_SNAPSHOT));
        assertTrue(Set.of("programs", "compositions").containsAll(groups(report)), report.toString());
        assertTrue(names(report).contains("updates happen all at once: two variables change places"));
        assertFalse(names(report).contains("variables start as zero"));
    }

    @Test
    void leakIsCaught() {
        ContractReport report = verify(RIGHT.with(Toy.Fault.LEAK));
        assertTrue(
                Set.of("programs", "compositions", "refusals", "lifecycle", "threads")
                        .containsAll(groups(report)),
                report.toString());
        assertEquals(Set.of("executables of several threads at once"), failed(report, "threads"));
        assertTrue(names(report).contains("all memory is given back on close"));
        assertTrue(
                report.failures().stream()
                        .allMatch(
                                f -> f.why().getMessage().matches("(?s).*(released|outstanding|leaked|memory held).*")),
                () -> report.failures().stream()
                        .map(f -> f.why().getMessage())
                        .toList()
                        .toString());
    }

    @Test
    void stateChangedByARefusedRestoreIsCaught() {
        ContractReport report = verify(RIGHT.with(Toy.Fault.HALF_RESTORE));
        assertEquals(Set.of("refusals"), groups(report));
        assertEquals(cases("refusals", name -> name.startsWith("a restore of")), names(report));
    }

    @Test
    void updatesOneAfterTheOtherAreCaught() {
        ContractReport report = verify(RIGHT.with(Toy.Fault.UPDATES_ONE_AFTER_THE_OTHER));
        assertTrue(Set.of("programs", "compositions").containsAll(groups(report)), report.toString());
        assertTrue(names(report).contains("updates happen all at once: two variables change places"));
        assertTrue(names(report).contains("three steps of training with momentum, float32"));
    }

    @Test
    void changedOperandsAndCanariesAreCaught() {
        for (Toy.Fault fault : List.of(Toy.Fault.OVERWRITES_OPERANDS, Toy.Fault.WRITES_BESIDE_OPERANDS)) {
            ContractReport report = verify(RIGHT.with(fault));
            String what = fault == Toy.Fault.OVERWRITES_OPERANDS ? "operand of" : "canary of";
            assertTrue(names(report).contains(TANH), report.toString());
            assertTrue(failed(report, "elementwise").stream().allMatch(name -> name.startsWith("tanh(")));
            assertTrue(report.failures().stream()
                    .filter(f -> f.claim().name().equals(TANH))
                    .allMatch(f -> f.why().getMessage().contains(what)
                            || f.why().getMessage().contains("the second run")));
        }
    }

    @Test
    void aFeedReadAfterTheCallIsCaught() {
        ContractReport report = verify(RIGHT.with(Toy.Fault.READS_FEED_LATE));
        assertEquals(Set.of("an output that is an input stays when the feed changes after the step"), names(report));
    }

    @Test
    void missingInputsTakenAsZeroAreCaught() {
        assertEquals(
                Set.of("a missing input", "an input that nothing reads, missing"),
                names(verify(RIGHT.with(Toy.Fault.MISSING_INPUT_IS_ZERO))));
        assertEquals(
                Set.of("an input that nothing reads, missing"),
                names(verify(RIGHT.with(Toy.Fault.FORGETS_UNREAD_INPUTS))));
    }

    @Test
    void wrongClosingIsCaught() {
        assertTrue(names(verify(RIGHT.with(Toy.Fault.CLOSES_ONCE))).contains("closing twice does nothing"));
        assertEquals(
                Set.of("every method after close is refused"), names(verify(RIGHT.with(Toy.Fault.RUNS_AFTER_CLOSE))));
    }

    @Test
    void resultsThatDependOnThreadsAreCaughtUnlessThatIsDeclared() {
        Toy toy = RIGHT.with(Toy.Fault.DEPENDS_ON_THREADS);
        ContractReport report = verify(toy);
        assertEquals(
                cases("threads", name -> !name.matches("(max_pool|transpose|reduce_max)\\[.*|exec.*")),
                report.failures().stream()
                        .filter(f -> f.why().getMessage().contains("results by 1 and by"))
                        .map(f -> f.claim().name())
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(
                cases("threads", name -> name.matches("(max_pool|transpose|reduce_max)\\[.*|exec.*")),
                failed(verify(toy, new ContractOptions(1, 1, false, false)), "threads"));
    }

    @Test
    void aStepThatIsNotRepeatedIsCaught() {
        ContractReport report = verify(RIGHT.with(Toy.Fault.FIRST_RUN_DIFFERS));
        assertTrue(report.failures().stream()
                .anyMatch(f -> f.why().getMessage().contains("the second run of the same step")));
    }

    @Test
    void denialsThatAreNotRefusalsAreCaught() {
        Toy noPooling = RIGHT.supporting(node -> !(node.op() instanceof PoolingOp.MaxPool));
        ContractReport computes = verify(noPooling.with(Toy.Fault.COMPUTES_WHAT_IT_DENIES));
        assertEquals(cases("pooling", name -> name.startsWith("max_pool(")), failed(computes, "pooling"));
        assertTrue(computes.failures().stream()
                .allMatch(f -> f.why().getMessage().contains("compile must refuse what supports() denies")));
        ContractReport nameless = verify(noPooling.with(Toy.Fault.REFUSES_WITHOUT_NAMES));
        assertEquals(names(computes), names(nameless));
        assertTrue(nameless.failures().stream()
                .allMatch(f -> f.why().getMessage().contains("must name the op and the types")));
    }

    @Test
    void aBackendOfTwoOpsHoldsByRefusing() {
        ContractReport report = verify(RIGHT.supporting(
                node -> Set.of("add", "multiply").contains(node.op().name())));
        assertEquals(
                List.of(),
                report.failures().stream().map(f -> f.why().getMessage()).toList());
        assertTrue(report.nativeOps().containsAll(Set.of("add", "multiply", "input", "read", "constant")));
        assertFalse(report.nativeOps().contains("convolution"));
        assertTrue(report.refusedOps().containsAll(Set.of("convolution", "max_pool", "softmax", "testkit.gate")));
        assertTrue(report.refusals() > 400 && report.cases() - report.refusals() > 60, report.toString());
    }

    @Test
    void failuresNameTheSeed() {
        ContractReport report =
                ContractReport.verify(RIGHT.with(Toy.Fault.READS_FEED_LATE), new ContractOptions(77, 1, false, true));
        assertTrue(report.failures().get(0).why().getMessage().endsWith("Repeat with -Dneocog.testkit.seed=77."));
    }
}
