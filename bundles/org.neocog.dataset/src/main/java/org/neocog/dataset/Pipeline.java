package org.neocog.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.PlugInConfig;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which examples of a dataset are used and what is done to each image: {@code image = t_n(...t_1(pixels / 255))}, float32. Where images differ
 * in size, the first transforms work on 8-bit images of any size: {@code image = t_n(...t_k+1(s_k(...s_1(pixels)) / 255))}. Provided by
 * the framework.
 *
 * <p>C1. The limit is at least 0.<br>
 * C2. Of the transforms for any size the last one, and no other, gives a fixed shape.<br>
 * C3. At most one transform makes several images of one.<br>
 * C4. At most one transform mixes images. It comes last, and none makes several images of one then.
 *
 * <p>Immutable, safe for all threads. It owns nothing: whoever opened the dataset closes it, after the last {@link Loader} on it.
 */
@ProviderType
public final class Pipeline {
    /** How images of any size get to be of one. */
    static final String ONE_SIZE_CURE =
            "Put {resize: 256} and {center-crop: 224}, or another transform that gives one size, before.";

    private final Dataset dataset;
    private final String split;
    private final long size;
    private final List<ImageTransform> imageTransforms;
    private final List<Transform> transforms;
    private final Shape imageShape;
    private final int firstPosition;
    private final int views;

    /**
     * Uses the first examples of one split.
     *
     * @param split name of the split
     * @param limit how many examples, from the first on; 0, or more than there are, for all
     * @param transforms in the order in which they apply; each made for the output shape of the one before
     * @throws IllegalArgumentException if there is no such split, the message names those that there are; or if the limit is negative
     */
    public Pipeline(FixedSizeDataset dataset, String split, long limit, List<Transform> transforms) {
        this(dataset, split, limit, List.of(), dataset.imageShape(), transforms, 0);
    }

    /**
     * Uses the first examples of one split of images of any size.
     *
     * @param split name of the split
     * @param limit how many examples, from the first on; 0, or more than there are, for all
     * @param imageTransforms come first; the last one gives a fixed shape
     * @param transforms come after them; each made for the output shape of the one before
     * @throws IllegalArgumentException if there is no such split, the message names those that there are; or if C1 or C2 does not hold
     */
    public Pipeline(
            AnySizeDataset dataset,
            String split,
            long limit,
            List<ImageTransform> imageTransforms,
            List<Transform> transforms) {
        this(dataset, split, limit, imageTransforms, fixedShape(imageTransforms), transforms, imageTransforms.size());
    }

    private Pipeline(
            Dataset dataset,
            String split,
            long limit,
            List<ImageTransform> imageTransforms,
            Shape firstShape,
            List<Transform> transforms,
            int firstPosition) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "pipeline: limit must be at least 0, but limit=" + limit + ". Give 0 for all examples. [C1]");
        }
        long all = dataset.size(split);
        this.dataset = dataset;
        this.split = split;
        this.size = limit == 0 ? all : Math.min(limit, all);
        this.imageTransforms = List.copyOf(imageTransforms);
        this.transforms = List.copyOf(transforms);
        this.firstPosition = firstPosition;
        this.views = views(imageTransforms, transforms);
        requireMixingLast(transforms, views);
        this.imageShape = transforms.isEmpty()
                ? firstShape
                : transforms.get(transforms.size() - 1).outputShape();
    }

    private static Shape fixedShape(List<ImageTransform> transforms) {
        int fixed = 0;
        while (fixed < transforms.size() && transforms.get(fixed).outputShape().isEmpty()) {
            fixed++;
        }
        if (fixed != transforms.size() - 1) {
            throw new IllegalArgumentException(
                    "pipeline: of the transforms for any size the last one, and no other, must give a fixed shape, but"
                            + " transforms=" + transforms.size() + ", the first fixed one is "
                            + (fixed == transforms.size() ? "none" : fixed) + ". Add or move one. [C2]");
        }
        return transforms.get(fixed).outputShape().orElseThrow();
    }

    /**
     * Uses the first examples of one split as a config says it.
     *
     * @param limit how many examples, from the first on; 0, or more than there are, for all
     * @param transforms what the config lists, validated
     * @param place of the config to point at where images never get to be of one size
     * @param catalog where the plug-ins are
     * @throws ConfigException if a plug-in is gone, a transform cannot be applied to what comes to it, or images never get to be of one size
     * @throws IllegalArgumentException if there is no such split, the message names those that there are; or if the limit is negative
     */
    public static Pipeline of(
            Dataset dataset, String split, long limit, List<PlugInConfig> transforms, Location place, Catalog catalog) {
        if (dataset instanceof FixedSizeDataset fixed) {
            List<Transform> ofOneShape = transforms(fixed.imageShape(), transforms, catalog);
            requireTogether(List.of(), ofOneShape, place);
            return new Pipeline(fixed, split, limit, ofOneShape);
        }
        AnySizeDataset anySize = (AnySizeDataset) dataset;
        List<ImageTransform> made = new ArrayList<>();
        Optional<Shape> shape = Optional.empty();
        while (shape.isEmpty()) {
            if (made.size() == transforms.size()) {
                throw new ConfigException(
                        place,
                        "transforms: images must be of one size at the end, but those of the dataset differ and "
                                + (transforms.isEmpty() ? "there are no transforms. " : "no transform changes that. ")
                                + "Add {resize: 256} and {center-crop: 224}, or another transform that gives one size.");
            }
            PlugInConfig config = transforms.get(made.size());
            ImageTransform transform = find(config, catalog).createForAnySize(config.options(), anySize.channels());
            made.add(transform);
            shape = transform.outputShape();
        }
        List<PlugInConfig> rest = transforms.subList(made.size(), transforms.size());
        List<Transform> ofOneShape = transforms(shape.get(), rest, catalog);
        requireTogether(made, ofOneShape, place);
        return new Pipeline(anySize, split, limit, made, ofOneShape);
    }

    private static void requireTogether(List<ImageTransform> image, List<Transform> rest, Location place) {
        try {
            requireMixingLast(rest, views(image, rest));
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place, String.valueOf(e.getMessage()));
        }
    }

    /**
     * This pipeline with its images of one size from elsewhere, in place of the dataset and the transforms for any size. What the other
     * transforms draw at random stays the same.
     *
     * @param images as {@link OneSizeImages} gives them, at the same indices of the same split
     */
    public Pipeline from(FixedSizeDataset images) {
        return new Pipeline(images, split, size, List.of(), images.imageShape(), transforms, firstPosition);
    }

    /**
     * Makes the transforms that a config lists, for images of one shape.
     *
     * @param input shape of the dataset's images
     * @param transforms what the config lists, validated
     * @param catalog where the plug-ins are
     * @throws ConfigException if a plug-in is gone, or a transform cannot be applied to the shape that comes to it
     */
    public static List<Transform> transforms(Shape input, List<PlugInConfig> transforms, Catalog catalog) {
        List<Transform> made = new ArrayList<>();
        Shape shape = input;
        for (PlugInConfig config : transforms) {
            Transform transform = find(config, catalog).create(config.options(), shape);
            made.add(transform);
            shape = transform.outputShape();
        }
        return made;
    }

    private static TransformType find(PlugInConfig config, Catalog catalog) {
        return catalog.find(TransformType.KIND, config.type())
                .filter(TransformType.class::isInstance)
                .map(TransformType.class::cast)
                .orElseThrow(() -> new ConfigException(
                        config.location(),
                        "transform \"" + config.type() + "\" is not offered by any installed bundle; available: "
                                + catalog.all(TransformType.KIND).stream()
                                        .map(plugIn -> plugIn.name())
                                        .toList()
                                + ". Install a bundle that offers it, or change transforms."));
    }

    public Dataset dataset() {
        return dataset;
    }

    public String split() {
        return split;
    }

    /** Number of examples that are used. */
    public long size() {
        return size;
    }

    /** Those that come first and work on images of any size; none for a {@link FixedSizeDataset}. */
    public List<ImageTransform> imageTransforms() {
        return imageTransforms;
    }

    /** Those that work on images of one shape, in order. */
    public List<Transform> transforms() {
        return transforms;
    }

    /** Shape of one image after the last transform, {@code [C, H, W]}. */
    public Shape imageShape() {
        return imageShape;
    }

    /** How many images are made of an example: more than 1 with a {@link ViewsTransform} or {@link ViewsImageTransform}. */
    public int views() {
        return views;
    }

    /** Rows of an epoch: {@link #views} of each example, one after the other. */
    public long rows() {
        return size * views;
    }

    /** Whether its batches are mixtures of two images each, with a {@link LabelMixture}: with a {@link MixTransform}. */
    public boolean mixes() {
        return !transforms.isEmpty() && transforms.get(transforms.size() - 1) instanceof MixTransform;
    }

    /** How many transforms come before the first of {@link #transforms}, even if a cache has done them. */
    int firstPosition() {
        return firstPosition;
    }

    /** Shape of one image before the first of {@link #transforms}. */
    Shape firstShape() {
        return imageTransforms.isEmpty() ? ((FixedSizeDataset) dataset).imageShape() : fixedShape(imageTransforms);
    }

    /** Element type of an image before the first of {@link #transforms}. */
    ElementType firstElement() {
        return dataset instanceof FixedSizeDataset fixed ? fixed.element() : ElementType.UINT8;
    }

    private static int views(List<ImageTransform> imageTransforms, List<Transform> transforms) {
        List<Integer> views = new ArrayList<>();
        for (ImageTransform transform : imageTransforms) {
            if (transform instanceof ViewsImageTransform several) {
                views.add(several.views());
            }
        }
        for (Transform transform : transforms) {
            if (transform instanceof ViewsTransform several) {
                views.add(several.views());
            }
        }
        if (views.size() > 1) {
            throw new IllegalArgumentException(
                    "pipeline: at most one transform may make several images of one, but there are " + views.size()
                            + ", which make " + views + ". Take all but one out. [C3]");
        }
        return views.isEmpty() ? 1 : views.get(0);
    }

    private static void requireMixingLast(List<Transform> transforms, int views) {
        for (int t = 0; t < transforms.size(); t++) {
            if (transforms.get(t) instanceof MixTransform && (t < transforms.size() - 1 || views > 1)) {
                throw new IllegalArgumentException(
                        "pipeline: a transform that mixes images must come last, where no other makes"
                                + " several images of one, but it is " + (t + 1) + " of " + transforms.size()
                                + " for one shape, views="
                                + views + ". Move it to the end, or take one out. [C4]");
            }
        }
    }
}
