package org.neocog.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.layer.Padding.Sides;

class PaddingTest {
    private static final List<Integer> ONES = List.of(1, 1);

    private static Sides sides(Object config, long height, long width, List<Integer> window, List<Integer> strides) {
        return Padding.of(ConfigNode.of(config)).sides(List.of(height, width), window, strides);
    }

    @Test
    void readsOneNumberOnePerAxisAndTwoPerAxis() {
        assertEquals("[2, 2, 2, 2]", sides(2, 5, 5, ONES, ONES).toString());
        assertEquals("[1, 1, 2, 2]", sides(List.of(1, 2), 5, 5, ONES, ONES).toString());
        Sides perSide = sides(List.of(1, 2, 3, 4), 5, 5, ONES, ONES);
        assertEquals(List.of(1, 3), perSide.low());
        assertEquals(List.of(2, 4), perSide.high());
        assertEquals("[0, 0, 0, 0]", sides("valid", 5, 5, List.of(3, 3), ONES).toString());
    }

    @ParameterizedTest
    @CsvSource({"5, 3, 1, 1, 1", "5, 4, 1, 1, 2", "5, 3, 2, 1, 1", "6, 3, 2, 0, 1", "7, 1, 3, 0, 0", "4, 9, 4, 2, 3"})
    void keepsTheSizeOverTheStride(int in, int window, int stride, int low, int high) {
        Sides sides = sides("same", in, in, List.of(window, window), List.of(stride, stride));
        assertEquals(new Sides(List.of(low, low), List.of(high, high)), sides);
        assertEquals((in + stride - 1) / stride, (in + low + high - window) / stride + 1);
    }

    @Test
    void refusesWhatIsNoPadding() {
        assertEquals(
                "padding: must be same, valid, or integers of at least 0, but padding=[1, -1].",
                assertThrows(IllegalArgumentException.class, () -> Padding.of(ConfigNode.of(Arrays.asList(1, -1))))
                        .getMessage());
        Option<ConfigNode> option = Padding.option("zeros around");
        Schema schema = Schema.of(option);
        assertEquals(0L, Options.of(schema).get(option).toJava());
        for (Object wrong : List.of("wide", -1, 1.5, true, List.of(), List.of(1, 1, 1, 1, 1, 1, 1), List.of("same"))) {
            ConfigException refusal = assertThrows(ConfigException.class, () -> Options.of(schema, option, wrong));
            assertEquals(
                    "default: padding must be same, valid, or integers of at least 0, but padding="
                            + ConfigNode.of(wrong).shown() + ".",
                    refusal.getMessage());
        }
    }

    @Test
    void repeatsOneNumberForAllAxes() {
        assertEquals(List.of(3, 3, 3), Spatial.perAxis(List.of(3), 3));
        assertEquals(List.of(1, 2), Spatial.perAxis(List.of(1, 2), 2));
        assertEquals(6, Spatial.product(List.of(1, 2, 3)));
    }
}
