package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;

/** Whatever stands in a file, the answer is an experiment or a refusal with its places. */
class ExperimentReaderFuzzTest {
    private static final int ROUNDS = 4000;
    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ": ",
            ", ",
            "\n",
            "- ",
            "\"",
            "'",
            "${",
            "}",
            "${data}",
            "${data.train.transforms}",
            "*a",
            "&a ",
            "!!int ",
            "null",
            "~",
            "-1",
            "1e400",
            "99999999999999999999",
            ".nan",
            "\t",
            "#",
            "|",
            ">",
            "?",
            "@",
            "%",
            "\0",
            "\uD800",
            "\u2028",
            "\uFEFF",
            "layers",
            "type",
            "from",
            "name",
            "<<: ",
            "include: x.yaml",
            "---\n",
            "...\n",
            "0x",
            "007",
            "0o9");
    private static final String LAYERS = Bench.LENET.replace(
            "model: {architecture: lenet5}",
            "model: {layers: [{conv2d: {filters: 6, kernel: 5}, name: c1}, tanh, {add: , from: [c1, input]}]}");

    @TempDir
    Path folder;

    @Test
    void neverAnswersWithAnythingElse() throws Exception {
        long seed = Long.getLong("neocog.fuzz.seed", 1);
        Random random = new Random(seed);
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String text = mutated(random.nextBoolean() ? Bench.LENET : LAYERS, random, PIECES);
            List<String> overrides = random.nextInt(4) == 0
                    ? List.of(mutated("data.train.batch=[1, ${seed}]", random, PIECES))
                    : List.of();
            read += outcome(text, overrides, "-Dneocog.fuzz.seed=" + seed + " round " + round) ? 1 : 0;
        }
        assertTrue(read > ROUNDS / 100, "mutations must leave some configs valid, but left " + read + ", seed " + seed);
        assertTrue(read < ROUNDS, "mutations must spoil some configs, seed " + seed);
    }

    private boolean outcome(String text, List<String> overrides, String how) throws Exception {
        Path file = folder.resolve("x.yaml");
        Files.write(file, text.getBytes(StandardCharsets.UTF_8));
        try {
            Experiment experiment = new ExperimentReader(Bench.CATALOG).read(file, overrides, Environment.of(Map.of()));
            Files.writeString(file, ConfigText.write(experiment.resolved()));
            Experiment again = new ExperimentReader(Bench.CATALOG).read(file, List.of(), Environment.of(Map.of()));
            if (!again.resolved().toJava().equals(experiment.resolved().toJava())) {
                fail(how + ": reading the resolved config must give the same, but did not:\n" + text + "\n"
                        + overrides);
            }
            return true;
        } catch (ConfigException e) {
            assertFalse(e.problems().isEmpty(), how);
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(
                    how + ": must be a ConfigException, but is " + e + " for:\n" + text + "\n" + overrides, e);
        }
    }

    private static String mutated(String text, Random random, List<String> pieces) {
        StringBuilder mutated = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(mutated.length());
            int end = Math.min(mutated.length(), at + random.nextInt(8));
            switch (random.nextInt(5)) {
                case 0 -> mutated.delete(at, end);
                case 1 -> mutated.insert(at, pieces.get(random.nextInt(pieces.size())));
                case 2 -> mutated.replace(at, end, pieces.get(random.nextInt(pieces.size())));
                case 3 -> mutated.insert(at, mutated.substring(at, end));
                default -> mutated.setCharAt(at, (char) (32 + random.nextInt(95)));
            }
            if (mutated.isEmpty()) {
                mutated.append(' ');
            }
        }
        return mutated.toString();
    }
}
