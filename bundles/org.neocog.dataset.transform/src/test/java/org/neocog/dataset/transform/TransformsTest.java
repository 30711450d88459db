package org.neocog.dataset.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.PlugIn;
import org.neocog.config.PlugInConfig;
import org.neocog.config.Problems;
import org.neocog.config.Schema;
import org.neocog.dataset.Pipeline;
import org.neocog.dataset.Transform;
import org.neocog.dataset.TransformType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;

class TransformsTest {
    private static final Catalog CATALOG = Catalog.of(Map.of(
            TransformType.KIND,
            List.<PlugIn>of(
                    new PadTransformType(),
                    new NormalizeTransformType(),
                    new ScaleTransformType(),
                    new RandomCropTransformType(),
                    new RandomHorizontalFlipTransformType())));

    private static final Option<List<PlugInConfig>> TRANSFORMS =
            Option.plugIns("transforms", "what is done to each image", TransformType.KIND);

    /** Makes transforms out of what would stand under {@code transforms} in a config. */
    private static List<Transform> transforms(Shape input, Object... config) {
        Problems problems = new Problems();
        ConfigNode node = ConfigNode.of(Map.of("transforms", List.of(config)));
        Options options = new Binder(CATALOG, problems).bind(Schema.of(TRANSFORMS), node, "data.train");
        problems.throwIfAny();
        return Pipeline.transforms(input, options.get(TRANSFORMS), CATALOG);
    }

    private static float[] apply(Transform transform, float... source) {
        float[] target = new float[transform.outputShape().intSize()];
        Arrays.fill(target, Float.NaN);
        transform.apply(source, target, Philox.stream(0, 0, 0));
        return target;
    }

    private static String refusal(Shape input, Object config) {
        ConfigException refusal = assertThrows(ConfigException.class, () -> transforms(input, config));
        return refusal.problems().get(0).message();
    }

    @Test
    void padPutsPixelsOnAllSides() {
        Transform pad = transforms(Shape.of(2, 1, 2), Map.of("pad", 1)).get(0);
        assertEquals(Shape.of(2, 3, 4), pad.outputShape());
        assertArrayEquals(
                new float[] {0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, 0, 0},
                apply(pad, 1, 2, 3, 4));
    }

    @Test
    void padTakesTwoOrFourAmountsAndAValue() {
        Transform two =
                transforms(Shape.of(1, 1, 1), Map.of("pad", List.of(1, 0))).get(0);
        assertEquals(Shape.of(1, 3, 1), two.outputShape());
        assertArrayEquals(new float[] {0, 5, 0}, apply(two, 5));
        Transform four = transforms(
                        Shape.of(1, 1, 1), Map.of("pad", Map.of("amount", List.of(0, 1, 2, 0), "value", -0.5)))
                .get(0);
        assertEquals(Shape.of(1, 2, 3), four.outputShape());
        assertArrayEquals(new float[] {-0.5f, -0.5f, 5, -0.5f, -0.5f, -0.5f}, apply(four, 5));
    }

    @Test
    void padOfNothingChangesNothing() {
        Transform pad = transforms(Shape.of(1, 1, 2), Map.of("pad", 0)).get(0);
        assertArrayEquals(new float[] {5, 6}, apply(pad, 5, 6));
    }

    @Test
    void padRefusesOtherAmounts() {
        assertEquals("amount must be at least 0, but amount=-1.", refusal(Shape.of(1, 1, 1), Map.of("pad", -1)));
        assertEquals(
                "amount must have 1, 2 or 4 numbers, but amount=[1, 2, 3].",
                refusal(Shape.of(1, 1, 1), Map.of("pad", List.of(1, 2, 3))));
        assertEquals("missing key \"amount\" in data.train.transforms.0.", refusal(Shape.of(1, 1, 1), "pad"));
        assertEquals(
                "pad: the image must have at most 2147483639 pixels, but amount=[2000000000] makes [1, 1, 1] to"
                        + " [1, 4000000001, 4000000001]. Choose smaller amounts.",
                refusal(Shape.of(1, 1, 1), Map.of("pad", 2_000_000_000)));
        assertEquals(
                "pad: an image must be [C, H, W], but shape=[4]. Put it after a transform that gives one.",
                refusal(Shape.of(4), Map.of("pad", 1)));
    }

    @Test
    void normalizeTakesOnePairPerChannel() {
        Transform normalize = transforms(
                        Shape.of(2, 1, 2), Map.of("normalize", Map.of("mean", List.of(1, 10), "std", List.of(2, 0.5))))
                .get(0);
        assertEquals(Shape.of(2, 1, 2), normalize.outputShape());
        assertArrayEquals(new float[] {0, 0.5f, 0, 2}, apply(normalize, 1, 2, 10, 11));
    }

    @Test
    void normalizeTakesOnePairForAllChannels() {
        Transform normalize = transforms(
                        Shape.of(3, 1, 1), Map.of("normalize", Map.of("mean", 0.1307, "std", List.of(0.3081))))
                .get(0);
        float expected = (1f - 0.1307f) / 0.3081f;
        assertArrayEquals(new float[] {expected, expected, -0.1307f / 0.3081f}, apply(normalize, 1, 1, 0));
    }

    @Test
    void normalizeRefusesCountsAndDeviationsThatDoNotFit() {
        Shape colour = Shape.of(3, 2, 2);
        assertEquals(
                "normalize: mean must have 1 number or one per channel, but mean=[0.1, 0.2], channels=3. Give 1 or 3.",
                refusal(colour, Map.of("normalize", Map.of("mean", List.of(0.1, 0.2), "std", 1))));
        assertEquals(
                "normalize: std must have 1 number or one per channel, but std=[1.0, 2.0, 3.0], channels=1. Give 1.",
                refusal(Shape.of(1, 2, 2), Map.of("normalize", Map.of("mean", 0, "std", List.of(1, 2, 3)))));
        assertEquals(
                "std[1] must be above 0, but std[1]=0.",
                refusal(colour, Map.of("normalize", Map.of("mean", 0, "std", List.of(1, 0)))));
        assertEquals(
                "missing key \"mean\" in data.train.transforms.0.normalize.",
                refusal(colour, Map.of("normalize", Map.of("std", 1))));
        assertEquals(
                "normalize: an image must be [C, H, W], but shape=[4]. Put it after a transform that gives one.",
                refusal(Shape.of(4), Map.of("normalize", Map.of("mean", 0, "std", 1))));
    }

    @Test
    void scaleMultipliesAndAdds() {
        Transform scale = transforms(Shape.of(1, 1, 3), Map.of("scale", Map.of("factor", 1.275, "offset", -0.1)))
                .get(0);
        assertEquals(Shape.of(1, 1, 3), scale.outputShape());
        assertArrayEquals(new float[] {-0.1f, 1.275f - 0.1f, -1.275f - 0.1f}, apply(scale, 0, 1, -1));
        assertArrayEquals(
                new float[] {255},
                apply(transforms(Shape.of(1, 1, 1), Map.of("scale", 255)).get(0), 1));
        assertArrayEquals(
                new float[] {0.25f},
                apply(transforms(Shape.of(1, 1, 1), "scale").get(0), 0.25f));
    }

    @Test
    void transformsFollowOneAnother() {
        List<Transform> chain = transforms(
                Shape.of(1, 28, 28), Map.of("pad", 2), Map.of("normalize", Map.of("mean", 0.5, "std", 0.5)), "scale");
        assertEquals(
                List.of(Shape.of(1, 32, 32), Shape.of(1, 32, 32), Shape.of(1, 32, 32)),
                chain.stream().map(Transform::outputShape).toList());
    }

    @Test
    void everyTypeTellsWhatItIs() {
        assertEquals(
                List.of("normalize", "pad", "random-crop", "random-horizontal-flip", "scale"),
                CATALOG.all(TransformType.KIND).stream().map(PlugIn::name).toList());
        CATALOG.all(TransformType.KIND)
                .forEach(type ->
                        assertEquals('.', type.summary().charAt(type.summary().length() - 1)));
        assertEquals("neocog.transform.name", TransformType.NAME_PROPERTY);
    }
}
