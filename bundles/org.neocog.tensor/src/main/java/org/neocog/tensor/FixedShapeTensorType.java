package org.neocog.tensor;

import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.extension.InvalidExtensionMetadataException;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * Arrow's canonical extension type {@code arrow.fixed_shape_tensor}: a column whose every row is a dense, row-major tensor of one shape.
 *
 * <p>Storage is {@code FixedSizeList(size of shape)} with one child {@code item} of the element type; the metadata is JSON,
 * {@code {"shape":[1,28,28],"dim_names":["C","H","W"]}}. The shape is that of one row: it has no batch dimension.
 *
 * <p>C1. The storage is a FixedSizeList of as many elements as the shape has.<br>
 * C2. There are no dimension names, or one for each dimension.<br>
 * C3. A permutation, where a file has one, is the identity: rows are row-major.<br>
 * C4. The child is float32, float64, uint8, int32 or int64.
 *
 * <p>Errors: {@link IllegalArgumentException} from the constructor and {@link #field}; {@link InvalidExtensionMetadataException} from
 * {@link #deserialize}, hence from readers of IPC files.
 *
 * <p>Lifecycle: a reader turns columns into {@link FixedShapeTensorVector} only while the type is {@linkplain #register registered}; the
 * bundle of this package does that from its start to its stop. Writing needs no registration. Immutable.
 */
public final class FixedShapeTensorType extends ArrowType.ExtensionType {
    /** The name under which files carry the type. */
    public static final String NAME = "arrow.fixed_shape_tensor";

    private final Shape shape;
    private final java.util.List<String> dimNames;

    /**
     * The type of rows of one shape.
     *
     * @param shape the shape of one row
     * @param dimNames names of its dimensions, or an empty list
     */
    public FixedShapeTensorType(Shape shape, java.util.List<String> dimNames) {
        if (!dimNames.isEmpty() && dimNames.size() != shape.rank()) {
            throw new IllegalArgumentException(NAME + ": there must be one name per dimension, but shape=" + shape
                    + ", dim_names=" + dimNames + ". Name all or none. [C2]");
        }
        if (shape.size() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(NAME + ": a row must have at most " + Integer.MAX_VALUE
                    + " elements, but shape=" + shape + ". Split the rows. [C1]");
        }
        this.shape = shape;
        this.dimNames = java.util.List.copyOf(dimNames);
    }

    /**
     * Tells Arrow's readers of this type until the registration is closed.
     *
     * <p>Arrow's registry is one map for all that share its bundle. A closed registration leaves nothing behind that would hold the class
     * loader of this package, and does not touch a registration that somebody made under the same name in the meantime.
     *
     * @return the registration; its owner closes it
     */
    public static Registration register() {
        FixedShapeTensorType prototype = new FixedShapeTensorType(Shape.scalar(), java.util.List.of());
        ExtensionTypeRegistry.register(prototype);
        return new Registration(prototype);
    }

    /** The time in which Arrow's readers know the type. */
    public static final class Registration implements AutoCloseable {
        private final FixedShapeTensorType prototype;

        private Registration(FixedShapeTensorType prototype) {
            this.prototype = prototype;
        }

        @Override
        public void close() {
            if (ExtensionTypeRegistry.lookup(NAME) == prototype) {
                ExtensionTypeRegistry.unregister(prototype);
            }
        }
    }

    /** Shape of one row. */
    public Shape shape() {
        return shape;
    }

    /** Names of the dimensions of a row; empty if they have none. */
    public java.util.List<String> dimNames() {
        return dimNames;
    }

    /**
     * A field of this type that is never null.
     *
     * @param name name of the column
     * @param element type of the elements; not bfloat16, for which Arrow has no type
     */
    public Field field(String name, ElementType element) {
        Field item = new Field("item", FieldType.nullable(arrowType(element)), null);
        return new Field(name, FieldType.notNullable(this), java.util.List.of(item));
    }

    /** The Arrow type of {@code element}. @throws IllegalArgumentException for bfloat16 */
    static ArrowType arrowType(ElementType element) {
        return switch (element) {
            case FLOAT32 -> new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
            case FLOAT64 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case UINT8 -> new ArrowType.Int(8, false);
            case INT32 -> new ArrowType.Int(32, true);
            case INT64 -> new ArrowType.Int(64, true);
            case BFLOAT16 ->
                throw new IllegalArgumentException(
                        NAME + ": Arrow must have the element type, but element=bfloat16. Store float32. [C4]");
        };
    }

    /** The element type that {@code type} stands for. */
    static ElementType elementType(ArrowType type) {
        for (ElementType element : ElementType.values()) {
            if (element != ElementType.BFLOAT16 && arrowType(element).equals(type)) {
                return element;
            }
        }
        throw new InvalidExtensionMetadataException(
                NAME + ": elements must be float32, float64, uint8, int32 or int64, but item=" + type
                        + ". Convert the column. [C4]");
    }

    @Override
    public ArrowType storageType() {
        return new ArrowType.FixedSizeList(shape.intSize());
    }

    @Override
    public String extensionName() {
        return NAME;
    }

    @Override
    public boolean extensionEquals(ExtensionType other) {
        return other instanceof FixedShapeTensorType that && shape.equals(that.shape) && dimNames.equals(that.dimNames);
    }

    @Override
    public String serialize() {
        return new TensorMetadata(shape, dimNames).toJson();
    }

    @Override
    public ArrowType deserialize(ArrowType storage, @Nullable String metadata) {
        FixedShapeTensorType type;
        try {
            TensorMetadata parsed = TensorMetadata.parse(metadata == null ? "" : metadata);
            type = new FixedShapeTensorType(parsed.shape(), parsed.dimNames());
        } catch (IllegalArgumentException e) {
            throw new InvalidExtensionMetadataException(e.getMessage(), e);
        }
        if (!storage.equals(type.storageType())) {
            throw new InvalidExtensionMetadataException(
                    NAME + ": the storage must hold the elements of one row, but shape="
                            + type.shape + " has " + type.shape.size() + " elements and the storage is " + storage
                            + ". Write the file again. [C1]");
        }
        return type;
    }

    @Override
    public FieldVector getNewVector(String name, FieldType fieldType, BufferAllocator allocator) {
        return new FixedShapeTensorVector(name, fieldType, this, allocator);
    }
}
