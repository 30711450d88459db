package org.neocog.optimizer.sgd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.config.ConfigException;
import org.neocog.config.Options;
import org.neocog.optimizer.Optimizer;

class SgdOptimizerTypeTest {
    private static final double[] RATES = {0.1, 0.1, 0.05, 0.05};
    private static final double[] GRADIENTS = {2.0, -1.0, 0.5, 3.0};
    private static final double MU = 0.9;
    private static final double DECAY = 0.01;

    private static Optimizer sgd(Object... options) {
        return new SgdOptimizerType().create(Options.of(new SgdOptimizerType().schema(), options));
    }

    private static void assertRejected(String message, Object... options) {
        ConfigException thrown = assertThrows(ConfigException.class, () -> sgd(options));
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
    }

    @Test
    void withoutMomentumItStepsDownTheGradientAndKeepsNoState() {
        ScalarRule rule = new ScalarRule(sgd("learning-rate", 0.1), 1.0);
        double p = 1.0;
        for (int i = 0; i < 4; i++) {
            p = p - RATES[i] * GRADIENTS[i];
            assertEquals(p, rule.step(RATES[i], GRADIENTS[i]), 0.0, "step " + (i + 1));
        }
        assertEquals(Map.of(), rule.slots());
    }

    @Test
    void weightDecayAddsTheParameterToTheGradient() {
        ScalarRule rule = new ScalarRule(sgd("learning-rate", 0.1, "weight-decay", DECAY), 1.0);
        assertEquals(1.0 - 0.1 * (2.0 + 0.01), rule.step(0.1, 2.0), 0.0);
        assertEquals(0.799 - 0.1 * (-1.0 + 0.01 * 0.799), rule.step(0.1, -1.0), 1e-15);
    }

    @Test
    void torchScalesTheVelocity() {
        ScalarRule rule = new ScalarRule(sgd("learning-rate", 0.1, "momentum", MU, "weight-decay", DECAY), 1.0);
        double p = 1.0;
        double v = 0;
        for (int i = 0; i < 4; i++) {
            double g = GRADIENTS[i] + DECAY * p;
            v = MU * v + g;
            p = p - RATES[i] * v;
            assertEquals(p, rule.step(RATES[i], GRADIENTS[i]), 1e-15, "step " + (i + 1));
            assertEquals(v, rule.slots().get("momentum"), 1e-15, "step " + (i + 1));
        }
    }

    @Test
    void torchByHand() {
        ScalarRule rule = new ScalarRule(sgd("learning-rate", 0.5, "momentum", 0.5), 1.0);
        assertEquals(0.0, rule.step(0.5, 2.0), 0.0); // v = 2
        assertEquals(-0.75, rule.step(0.5, 0.5), 0.0); // v = 1 + 0.5
        assertEquals(-0.875, rule.step(0.25, -0.25), 0.0); // v = 0.75 - 0.25
    }

    @Test
    void torchNesterovByHand() {
        ScalarRule rule = new ScalarRule(sgd("learning-rate", 0.5, "momentum", 0.5, "nesterov", true), 1.0);
        assertEquals(-0.5, rule.step(0.5, 2.0), 0.0); // v = 2, d = 2 + 1
        assertEquals(-1.125, rule.step(0.5, 0.5), 0.0); // v = 1.5, d = 0.5 + 0.75
        assertEquals(-1.125, rule.step(0.25, -0.25), 0.0); // v = 0.5, d = -0.25 + 0.25
    }

    @Test
    void torchDampsEveryGradientButTheFirst() {
        ScalarRule rule = new ScalarRule(sgd("learning-rate", 0.5, "momentum", 0.5, "dampening", 0.25), 1.0);
        assertEquals(0.0, rule.step(0.5, 2.0), 0.0); // v = 2, undamped
        assertEquals(-0.875, rule.step(0.5, 1.0), 0.0); // v = 1 + 0.75
        assertEquals(1.75, rule.slots().get("momentum"), 0.0);
    }

    @Test
    void caffeScalesWhatTheVelocityTakesIn() {
        ScalarRule rule = new ScalarRule(sgd("learning-rate", 0.5, "momentum", 0.5, "form", "caffe"), 1.0);
        assertEquals(0.0, rule.step(0.5, 2.0), 0.0); // v = 1
        assertEquals(-0.75, rule.step(0.5, 0.5), 0.0); // v = 0.5 + 0.25
        assertEquals(-1.0625, rule.step(0.25, -0.25), 0.0); // v = 0.375 - 0.0625: the old rate lives on
        assertEquals(0.3125, rule.slots().get("momentum"), 0.0);
    }

    @Test
    void caffeNesterovByHand() {
        ScalarRule rule =
                new ScalarRule(sgd("learning-rate", 0.5, "momentum", 0.5, "form", "caffe", "nesterov", true), 1.0);
        assertEquals(-0.5, rule.step(0.5, 2.0), 0.0); // v = 1: 1.5 * 1 - 0
        assertEquals(-1.125, rule.step(0.5, 0.5), 0.0); // v = 0.75: 1.5 * 0.75 - 0.5 * 1
        assertEquals(-1.21875, rule.step(0.25, -0.25), 0.0); // v = 0.3125: 0.46875 - 0.375
    }

    @Test
    void theFormsAgreeAtAConstantLearningRate() {
        for (boolean nesterov : new boolean[] {false, true}) {
            ScalarRule torch = new ScalarRule(
                    sgd("learning-rate", 0.1, "momentum", MU, "weight-decay", DECAY, "nesterov", nesterov), 1.0);
            ScalarRule caffe = new ScalarRule(
                    sgd(
                            "learning-rate",
                            0.1,
                            "momentum",
                            MU,
                            "weight-decay",
                            DECAY,
                            "nesterov",
                            nesterov,
                            "form",
                            "caffe"),
                    1.0);
            for (int i = 0; i < 20; i++) {
                double gradient = Math.sin(i);
                assertEquals(torch.step(0.1, gradient), caffe.step(0.1, gradient), 1e-13, "step " + (i + 1));
            }
        }
    }

    @Test
    void nesterovNeedsMomentum() {
        assertRejected(
                "nesterov needs a momentum above 0, but nesterov=true, momentum=0.0. [C1]",
                "learning-rate",
                0.1,
                "nesterov",
                true);
    }

    @Test
    void dampeningNeedsPlainTorchMomentum() {
        String rule = "dampening needs a momentum above 0, form torch and no nesterov, but dampening=0.5, ";
        assertRejected(rule + "momentum=0.0, form=torch, nesterov=false. [C2]", "learning-rate", 0.1, "dampening", 0.5);
        assertRejected(
                rule + "momentum=0.9, form=caffe, nesterov=false. [C2]",
                "learning-rate",
                0.1,
                "dampening",
                0.5,
                "momentum",
                0.9,
                "form",
                "caffe");
        assertRejected(
                rule + "momentum=0.9, form=torch, nesterov=true. [C2]",
                "learning-rate",
                0.1,
                "dampening",
                0.5,
                "momentum",
                0.9,
                "nesterov",
                true);
    }

    @Test
    void rejectsWhatIsOutOfRange() {
        assertRejected("missing key \"learning-rate\"");
        assertRejected("learning-rate must be above 0, but learning-rate=0.0.", "learning-rate", 0.0);
        assertRejected("momentum must be below 1, but momentum=1.0.", "learning-rate", 0.1, "momentum", 1.0);
        assertRejected(
                "weight-decay must be at least 0, but weight-decay=-1.0.", "learning-rate", 0.1, "weight-decay", -1.0);
    }

    @Test
    void isNamedSgd() {
        assertEquals("sgd", new SgdOptimizerType().name());
        assertEquals(0.25, sgd("learning-rate", 0.25).learningRate(), 0.0);
    }
}
