package org.neocog.dataset;

import java.util.ArrayList;
import java.util.List;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.PlugInConfig;
import org.neocog.tensor.Shape;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Which examples of a dataset are used and what is done to each image: {@code image = t_n(...t_1(pixels / 255))}, float32. Provided by the
 * framework.
 *
 * <p>C1. The limit is at least 0.
 *
 * <p>Immutable, safe for all threads. It owns nothing: whoever opened the dataset closes it, after the last {@link Loader} on it.
 */
@ProviderType
public final class Pipeline {
    private final Dataset dataset;
    private final String split;
    private final long size;
    private final List<Transform> transforms;
    private final Shape imageShape;

    /**
     * Uses the first examples of one split.
     *
     * @param split name of the split
     * @param limit how many examples, from the first on; 0, or more than there are, for all
     * @param transforms in the order in which they apply; each made for the output shape of the one before
     * @throws IllegalArgumentException if there is no such split, the message names those that there are; or if the limit is negative
     */
    public Pipeline(Dataset dataset, String split, long limit, List<Transform> transforms) {
        if (limit < 0) {
            throw new IllegalArgumentException(
                    "pipeline: limit must be at least 0, but limit=" + limit + ". Give 0 for all examples. [C1]");
        }
        long all = dataset.size(split);
        this.dataset = dataset;
        this.split = split;
        this.size = limit == 0 ? all : Math.min(limit, all);
        this.transforms = List.copyOf(transforms);
        this.imageShape = transforms.isEmpty()
                ? dataset.imageShape()
                : transforms.get(transforms.size() - 1).outputShape();
    }

    /**
     * Makes the transforms that a config lists.
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
            TransformType type = catalog.find(TransformType.KIND, config.type())
                    .filter(TransformType.class::isInstance)
                    .map(TransformType.class::cast)
                    .orElseThrow(() -> new ConfigException(
                            config.location(),
                            "transform \"" + config.type() + "\" is not offered by any installed bundle; available: "
                                    + catalog.all(TransformType.KIND).stream()
                                            .map(plugIn -> plugIn.name())
                                            .toList()
                                    + ". Install a bundle that offers it, or change transforms."));
            Transform transform = type.create(config.options(), shape);
            made.add(transform);
            shape = transform.outputShape();
        }
        return made;
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

    public List<Transform> transforms() {
        return transforms;
    }

    /** Shape of one image after the last transform, {@code [C, H, W]}. */
    public Shape imageShape() {
        return imageShape;
    }
}
