package org.neocog.dataset.support;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.arrow.vector.extension.InvalidExtensionMetadataException;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.FixedShapeTensorType;
import org.neocog.tensor.Shape;

/**
 * What the rows of a column of images are.
 *
 * @param shape of an image, {@code [C, H, W]}
 * @param element uint8 or float32
 * @param channelsLast whether they are stored {@code [H, W, C]}
 */
record ArrowImageType(Shape shape, ElementType element, boolean channelsLast) {
    private static final String EXTENSION_NAME = "ARROW:extension:name";
    private static final String EXTENSION_METADATA = "ARROW:extension:metadata";

    /** Images of this type, by the number of their elements, have an address in one piece of memory. */
    long bytes() {
        return shape.size() * element.bytes();
    }

    /** @param where name of the dataset, and the file */
    static ArrowImageType of(String where, Schema schema, ArrowColumns columns) throws ArrowImagesException {
        Field field = column(where, schema, columns.image(), "image");
        ElementType element = element(where, field);
        Optional<FixedShapeTensorType> tensor = tensor(where, field);
        if (tensor.isEmpty() && columns.shape().isEmpty()) {
            throw new ArrowImagesException(where + ": images must have a shape, but column \"" + field.getName()
                    + "\" is a " + field.getType()
                    + " without one. Set shape to [channels, height, width], or write an "
                    + FixedShapeTensorType.NAME + ". [C3]");
        }
        Shape stored = columns.shape().orElseGet(() -> tensor.orElseThrow().shape());
        int elements = ((ArrowType.FixedSizeList) storage(field)).getListSize();
        if (stored.rank() < 2 || stored.rank() > 3 || stored.size() == 0 || stored.size() != elements) {
            throw new ArrowImagesException(
                    where + ": an image must have the shape [channels, height, width] or [height,"
                            + " width] of its elements, but column \"" + field.getName() + "\" has shape=" + stored
                            + ", elements=" + elements + ". Correct shape, or write the file again. [C3]");
        }
        return of(where, field, element, stored, layout(where, columns, tensor, stored.rank()));
    }

    private static ArrowImageType of(
            String where, Field field, ElementType element, Shape stored, ArrowColumns.Layout layout)
            throws ArrowImagesException {
        Shape three = stored.rank() == 2 ? Shape.of(1).concat(stored) : stored;
        boolean last = stored.rank() == 3 && layout == ArrowColumns.Layout.HWC;
        Shape shape = last ? Shape.of(three.dim(2), three.dim(0), three.dim(1)) : three;
        if (shape.size() * element.bytes() > Integer.MAX_VALUE / 2) {
            throw new ArrowImagesException(where + ": an image must have less than 1 GiB, but column \""
                    + field.getName() + "\" has shape=" + shape + ", element=" + element
                    + ". Write smaller images. [C3]");
        }
        return new ArrowImageType(shape, element, last && shape.dim(0) > 1);
    }

    static Field column(String where, Schema schema, String name, String what) throws ArrowImagesException {
        for (Field field : schema.getFields()) {
            if (field.getName().equals(name)) {
                return field;
            }
        }
        throw new ArrowImagesException(where + ": there must be a column of " + what + "s, but \"" + name
                + "\" is not one of "
                + schema.getFields().stream().map(Field::getName).toList() + ". Set " + what
                + " to the name of the column. [C2]");
    }

    private static ArrowType storage(Field field) {
        return field.getType() instanceof ArrowType.ExtensionType extension ? extension.storageType() : field.getType();
    }

    private static ElementType element(String where, Field field) throws ArrowImagesException {
        if (storage(field) instanceof ArrowType.FixedSizeList
                && field.getChildren().size() == 1
                && field.getDictionary() == null) {
            ArrowType item = field.getChildren().get(0).getType();
            if (item.equals(new ArrowType.Int(8, false))) {
                return ElementType.UINT8;
            }
            if (item.equals(new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE))) {
                return ElementType.FLOAT32;
            }
        }
        throw new ArrowImagesException(where + ": images must be " + FixedShapeTensorType.NAME
                + " or fixed size lists of uint8 or float32, but column \"" + field.getName() + "\" is " + field
                + ". Convert the column. [C3]");
    }

    /** The type by which the rows have a shape, whether Arrow's readers know it or not. */
    private static Optional<FixedShapeTensorType> tensor(String where, Field field) throws ArrowImagesException {
        if (field.getType() instanceof FixedShapeTensorType tensor) {
            return Optional.of(tensor);
        }
        if (!FixedShapeTensorType.NAME.equals(field.getMetadata().get(EXTENSION_NAME))) {
            return Optional.empty();
        }
        try {
            FixedShapeTensorType any = new FixedShapeTensorType(Shape.scalar(), List.of());
            ArrowType type = any.deserialize(storage(field), field.getMetadata().getOrDefault(EXTENSION_METADATA, ""));
            return Optional.of((FixedShapeTensorType) type);
        } catch (InvalidExtensionMetadataException e) {
            throw new ArrowImagesException(where + ": " + e.getMessage(), e);
        }
    }

    private static ArrowColumns.Layout layout(
            String where, ArrowColumns columns, Optional<FixedShapeTensorType> tensor, int rank)
            throws ArrowImagesException {
        if (columns.layout().isPresent()) {
            return columns.layout().get();
        }
        List<String> names = tensor.map(FixedShapeTensorType::dimNames).orElse(List.of());
        if (names.isEmpty() || rank == 2) {
            return ArrowColumns.Layout.CHW;
        }
        StringBuilder initials = new StringBuilder();
        names.forEach(name -> initials.append(name.isEmpty() ? "?" : name.substring(0, 1)));
        return switch (initials.toString().toLowerCase(Locale.ROOT)) {
            case "chw" -> ArrowColumns.Layout.CHW;
            case "hwc" -> ArrowColumns.Layout.HWC;
            default ->
                throw new ArrowImagesException(where
                        + ": dimensions must be named C, H, W or H, W, C, but dim_names=" + names
                        + ". Set layout to chw or hwc. [C3]");
        };
    }
}
