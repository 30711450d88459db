package org.neocog.layer.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.config.ConfigException;
import org.neocog.layer.LayerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/**
 * The contract of {@link LayerType} where there are no claims of its author: K1 to K5 and K7 of {@link LayerContract}, at inputs that the layer takes.
 * Provided by the framework; needs no test framework.
 */
public final class LayerVerification {
    /** Images, vectors, sequences, and two of a kind. */
    private static final List<List<Shape>> INPUTS = List.of(
            List.of(Shape.of(2, 3, 6, 5)),
            List.of(Shape.of(2, 4, 8, 8)),
            List.of(Shape.of(2, 6)),
            List.of(Shape.of(2, 3, 5)),
            List.of(Shape.of(2, 3, 4, 4), Shape.of(2, 3, 4, 4)),
            List.of(Shape.of(2, 6), Shape.of(2, 6)));

    private static final long SEED = Long.getLong("neocog.testkit.seed", 20261120L);

    private LayerVerification() {}

    /**
     * A way to use the layer.
     *
     * @param options as a config has them, or null for none
     * @param inputs shapes of the inputs, more than one image each; empty to try some
     */
    public record Example(@Nullable Object options, List<Shape> inputs) {
        public Example {
            inputs = List.copyOf(inputs);
        }
    }

    /** One claim about a layer. */
    public record Check(String claim, Runnable body) {
        /** @throws AssertionError if the claim does not hold; says what was seen */
        public void run() {
            body.run();
        }
    }

    /**
     * All checks.
     *
     * @param backend computes in float64
     * @param examples ways to use it; if there are none, its defaults
     */
    public static List<Check> checks(LayerType type, Backend backend, List<Example> examples) {
        LayerChecks checks = new LayerChecks(backend, type, SEED);
        List<Check> all = new ArrayList<>(List.of(new Check("K1: describes itself", checks::describesItself)));
        for (Example example : examples.isEmpty() ? List.of(new Example(null, List.of())) : examples) {
            Optional<LayerCase> found = find(type, example);
            if (found.isEmpty()) {
                all.add(new Check("K2: takes an input, with options " + example.options(), () -> {
                    throw new AssertionError(refusal(type, example));
                }));
                continue;
            }
            LayerCase made = found.get();
            String of = ": " + made.title();
            all.add(new Check("K2: output and variables" + of, () -> checks.makesOutputAndVariables(made)));
            all.add(new Check("K3: lowers the same each time" + of, () -> checks.lowersTheSameEachTime(made)));
            all.add(new Check("K4: images one by one" + of, () -> checks.treatsImagesOneByOneInEvaluation(made)));
            all.add(new Check("K5: gradients" + of, () -> checks.hasGradientsThatFiniteDifferencesConfirm(made)));
            all.add(new Check("K7: inputs of any rank" + of, () -> checks.takesOrRefusesInputsOfAnyRank(made)));
        }
        return all;
    }

    private static Optional<LayerCase> find(LayerType type, Example example) {
        for (List<Shape> inputs : example.inputs().isEmpty() ? INPUTS : List.of(example.inputs())) {
            try {
                return Optional.of(made(type, example.options(), inputs));
            } catch (ConfigException refusal) {
                continue; // it takes others
            }
        }
        return Optional.empty();
    }

    private static String refusal(LayerType type, Example example) {
        List<Shape> inputs = example.inputs().isEmpty() ? INPUTS.get(0) : example.inputs();
        try {
            made(type, example.options(), inputs);
            return "an input that was refused is taken now.";
        } catch (ConfigException refusal) {
            return "the layer must take one of the inputs that are tried, but refuses " + inputs + ": "
                    + String.valueOf(refusal.getMessage()).strip()
                    + " Name options and inputs that it takes, as an example.";
        }
    }

    private static LayerCase made(LayerType type, @Nullable Object options, List<Shape> inputs) {
        LayerTrial.Lowered lowered = new LayerTrial(type, options).lower(inputs, true, ElementType.FLOAT64);
        Map<String, Shape> variables = new LinkedHashMap<>();
        lowered.lowering()
                .declared()
                .forEach((name, declared) -> variables.put(name, declared.type().shape()));
        return new LayerCase(options, inputs, lowered.output().shape(), variables);
    }
}
