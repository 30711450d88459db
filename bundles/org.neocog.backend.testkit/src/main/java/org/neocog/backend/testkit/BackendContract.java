package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.neocog.backend.Backend;

/**
 * The contract of {@link Backend} as JUnit tests. A backend adopts it by a subclass with one method:
 *
 * <pre>
 * class VendorBackendContractTest extends BackendContract {
 *     &#64;Override
 *     protected Backend backend() {
 *         return new VendorBackend();
 *     }
 * }
 * </pre>
 *
 * <p>The last test, {@code report}, logs how many cases there were and which ops are native or refused. Random operands come from one
 * seed, which failures name and {@code -Dneocog.testkit.seed} sets. Without JUnit: {@link ContractReport#verify}.
 */
public abstract class BackendContract {
    private static final System.Logger LOG = System.getLogger(BackendContract.class.getName());

    /** The backend to verify; asked for once. */
    protected abstract Backend backend();

    /** Whether results are equal bit for bit for every number of threads. */
    protected boolean threadCountChangesNothing() {
        return true;
    }

    /** Whether subnormal operands and results may become zero. */
    protected boolean flushesSubnormals() {
        return false;
    }

    /** Multiplies every tolerance; at least 1. */
    protected double toleranceFactor() {
        return 1;
    }

    /** All cases, in containers by group; the report comes last. */
    @TestFactory
    protected final Stream<DynamicNode> contract() {
        Backend backend = backend();
        ContractReport report = new ContractReport(backend.device().name());
        Map<String, List<DynamicNode>> groups = new LinkedHashMap<>();
        ContractOptions options = new ContractOptions(
                ContractOptions.standard().seed(), toleranceFactor(), flushesSubnormals(), threadCountChangesNothing());
        List<ContractCase> cases = ContractCases.all(backend, options);
        for (ContractCase claim : cases) {
            groups.computeIfAbsent(claim.group(), group -> new ArrayList<>())
                    .add(DynamicTest.dynamicTest(claim.name(), () -> report.run(claim)));
        }
        List<DynamicNode> nodes = new ArrayList<>();
        groups.forEach((group, tests) -> nodes.add(DynamicContainer.dynamicContainer(group, tests)));
        nodes.add(DynamicTest.dynamicTest("report", () -> requireAll(report, cases.size())));
        return nodes.stream();
    }

    private static void requireAll(ContractReport report, int planned) {
        LOG.log(System.Logger.Level.INFO, report.toString());
        if (report.cases() != planned || report.nativeOps().isEmpty()) {
            throw new AssertionError("contract: every case must run and some op be native, but planned=" + planned
                    + ", ran=" + report.cases() + ", native=" + report.nativeOps() + ".");
        }
    }
}
