package org.neocog.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.neocog.config.ConfigException;

/** Evaluation with several images of each example. */
class EvaluationViewsTest {
    @TempDir
    Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeFixture() {
        fixture = new Fixture(folder);
    }

    private Metrics evaluate(String... overrides) throws IOException {
        return fixture.engine
                .evaluate(fixture.experiment(overrides), Optional.empty(), EvaluationOptions.NONE, RunListener.NONE)
                .eval();
    }

    /** Windows as large as the image are five times the same, whose mean is what one gives. Batches of 64 end within an example. */
    @Test
    void isThatOfOneImageWhereAllAreTheSame() throws IOException {
        Metrics one = evaluate();
        Metrics five = evaluate(
                "data.eval.transforms=[{ten-crop: {size: 28, mirrored: false}}, {normalize: {mean: [0.1], std: [0.3]}}]");
        assertEquals(100, five.examples());
        assertEquals(one.accuracy(), five.accuracy());
        assertEquals(one.top5(), five.top5());
        assertEquals(one.loss(), five.loss(), 1e-6);
    }

    @Test
    void isRefusedInTraining() throws IOException {
        String problem = assertThrows(
                        ConfigException.class, () -> fixture.train("run", "data.train.transforms=[{ten-crop: 28}]"))
                .getMessage();
        assertTrue(problem.contains("a transform of data.train makes 10. Use it in data.eval."), problem);
    }
}
