package org.neocog.layer.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.neocog.backend.Backend;

/**
 * The contract of {@link org.neocog.layer.LayerType} as JUnit tests. A bundle adopts it by a subclass:
 *
 * <pre>
 * class VendorLayersContractTest extends LayerContract {
 *     &#64;Override
 *     protected Backend backend() {
 *         return new ReferenceBackend();
 *     }
 *
 *     &#64;Override
 *     protected List&lt;LayerClaims&gt; layers() {
 *         return List.of(LayerClaims.of(new ScaleLayer())
 *                 .makes(LayerCase.of(null, Shape.of(2, 3), Shape.of(2, 3)).with("weight", 3))
 *                 .refuses(null, "scale \"layer\": the input must be [N, F], but input=[2]. Flatten it. [C1]", Shape.of(2)));
 *     }
 * }
 * </pre>
 *
 * <ul>
 *   <li>K1: a name as configs have it, a sentence of what it is, help for each option.
 *   <li>K2: output and variables have the shapes of the case, in float32 and float64, in training and evaluation.
 *   <li>K3: lowering keeps no state.
 *   <li>K4: in evaluation images do not depend on each other.
 *   <li>K5: gradients by inputs and parameters are those of finite differences, none of them zero.
 *   <li>K6: refusals are those of the claims, word for word.
 *   <li>K7: inputs of any rank and number are taken or refused by a labelled message, never by another exception.
 * </ul>
 *
 * <p>Random numbers come from one seed, which failures name and {@code -Dneocog.testkit.seed} sets.
 */
public abstract class LayerContract {
    private static final long SEED = Long.getLong("neocog.testkit.seed", 20261120L);

    /** A backend that computes in float64, such as the reference backend; asked for once. */
    protected abstract Backend backend();

    /** The layers of the bundle. */
    protected abstract List<LayerClaims> layers();

    /** All checks, in a container for each layer. */
    @TestFactory
    protected final Stream<DynamicNode> contract() {
        Backend backend = backend();
        return layers().stream().map(claims -> {
            LayerChecks checks = new LayerChecks(backend, claims.type(), SEED);
            return DynamicContainer.dynamicContainer(claims.type().name(), tests(claims, checks));
        });
    }

    private static List<DynamicNode> tests(LayerClaims claims, LayerChecks checks) {
        List<DynamicNode> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest("K0: has a case and a refusal", () -> requireClaims(claims)));
        tests.add(DynamicTest.dynamicTest("K1: describes itself", checks::describesItself));
        for (LayerCase made : claims.cases()) {
            add(tests, "K2: output and variables", made, checks::makesOutputAndVariables);
            add(tests, "K3: lowers the same each time", made, checks::lowersTheSameEachTime);
            add(tests, "K4: images one by one", made, checks::treatsImagesOneByOneInEvaluation);
            add(tests, "K5: gradients", made, checks::hasGradientsThatFiniteDifferencesConfirm);
            add(tests, "K7: inputs of any rank", made, checks::takesOrRefusesInputsOfAnyRank);
        }
        for (LayerClaims.Refusal refusal : claims.refusals()) {
            tests.add(DynamicTest.dynamicTest("K6: " + refusal.message(), () -> checks.refuses(refusal)));
        }
        return tests;
    }

    private static void add(List<DynamicNode> tests, String claim, LayerCase made, Consumer<LayerCase> check) {
        tests.add(DynamicTest.dynamicTest(claim + ": " + made.title(), () -> check.accept(made)));
    }

    private static void requireClaims(LayerClaims claims) {
        if (claims.cases().isEmpty() || claims.refusals().isEmpty()) {
            throw new AssertionError(claims.type().name() + ": there must be a case and a refusal, but cases="
                    + claims.cases().size() + ", refusals=" + claims.refusals().size() + ". Add them. [K0]");
        }
    }
}
