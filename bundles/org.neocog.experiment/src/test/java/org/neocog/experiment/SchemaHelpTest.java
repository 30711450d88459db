package org.neocog.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.config.Option;
import org.neocog.config.Schema;

class SchemaHelpTest {
    @Test
    void showsTypeDefaultRangeUnitAndHelp() {
        Option<Integer> amount =
                Option.integer("amount", "pixels on each side").atLeast(0).unit("pixels");
        Schema schema = Schema.of(
                        amount,
                        Option.numbers("mean", "mean of each channel").orElse(List.of(0.5)),
                        Option.choice("precision", "", Precision.class).optional(),
                        Option.group(
                                        "every",
                                        "distance",
                                        Schema.of(Option.integer("epochs", "")
                                                .orElse(1)
                                                .above(0)))
                                .orElseConfig(Map.of()))
                .primary(amount);
        assertEquals("""
                pad: pad for tests
                  amount     integer          pixels on each side (required; at least 0; in pixels; may stand alone)
                  mean       list of numbers  mean of each channel (default [0.5])
                  precision  float32 | float64 | bfloat16  (optional)
                  every      mapping          distance (default {})
                    epochs   integer          (default 1; above 0)
                """, SchemaHelp.of(new FakePlugIn("pad", schema)));
    }

    @Test
    void saysWhenThereIsNothingToSet() {
        assertEquals(
                "tanh: tanh for tests\n  takes no options\n", SchemaHelp.of(new FakePlugIn("tanh", Schema.empty())));
    }

    @Test
    void describesEachSectionOfAnExperiment() {
        String help = SchemaHelp.ofExperiment();
        for (String key : List.of("neocog", "seed", "batch", "warm-up", "precision", "keep", "threads", "eval")) {
            assertTrue(
                    help.lines().anyMatch(line -> line.strip().startsWith(key + " ")),
                    "must describe " + key + ":\n" + help);
        }
    }
}
