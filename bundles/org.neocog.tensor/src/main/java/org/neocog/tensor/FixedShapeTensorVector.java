package org.neocog.tensor;

import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.hash.ArrowBufHasher;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;

/**
 * A column of tensors of one shape, in one piece of memory: row {@code i} is element {@code i} of {@link #tensor}. Provided by the
 * framework.
 *
 * <p>Threading: as other Arrow vectors; distinct rows may be written by distinct threads through their memory.
 */
public final class FixedShapeTensorVector extends ExtensionTypeVector<FixedSizeListVector> {
    private final FixedShapeTensorType type;
    private Field field;

    FixedShapeTensorVector(String name, FieldType fieldType, FixedShapeTensorType type, BufferAllocator allocator) {
        super(name, allocator, storage(name, fieldType, type, allocator));
        this.type = type;
        this.field = new Field(name, fieldType, List.of());
    }

    /** A column without memory: call {@link #allocate}. The caller closes it. */
    public static FixedShapeTensorVector create(
            String name, ElementType element, FixedShapeTensorType type, BufferAllocator allocator) {
        return (FixedShapeTensorVector) type.field(name, element).createVector(allocator);
    }

    private static FixedSizeListVector storage(
            String name, FieldType fieldType, FixedShapeTensorType type, BufferAllocator allocator) {
        ArrowType list = type.storageType();
        return new FixedSizeListVector(
                name, allocator, new FieldType(fieldType.isNullable(), list, fieldType.getDictionary()), null);
    }

    /** Shape of one row. */
    public Shape shape() {
        return type.shape();
    }

    /** Type of the elements. */
    public ElementType element() {
        return FixedShapeTensorType.elementType(
                getUnderlyingVector().getDataVector().getField().getType());
    }

    /**
     * Allocates room for exactly {@code capacity} rows of zeros and marks them all, and their elements, as not null; later writes need not
     * touch a validity bitmap again.
     */
    public void allocate(int capacity) {
        FixedSizeListVector list = getUnderlyingVector();
        list.setInitialCapacity(capacity);
        list.allocateNew();
        list.getValidityBuffer().setOne(0, list.getValidityBuffer().capacity());
        var bitmap = list.getDataVector().getValidityBuffer();
        bitmap.setOne(0, bitmap.capacity());
    }

    /** All rows, {@code [value count, ...shape]}; a view that the vector keeps alive. The content of null rows is undefined. */
    public Tensor tensor() {
        return rows(0, getValueCount());
    }

    /** Rows {@code from} to {@code from + count - 1}; a view that the vector keeps alive. */
    public Tensor rows(int from, int count) {
        TensorType rows = new TensorType(element(), Shape.of(count).concat(shape()));
        long offset = from * shape().size() * element().bytes();
        return Tensor.borrow(getUnderlyingVector().getDataVector().getDataBuffer(), offset, rows);
    }

    /** Row {@code index} as a {@link Tensor} that the vector keeps alive. */
    @Override
    public Tensor getObject(int index) {
        TensorType row = new TensorType(element(), shape());
        return Tensor.borrow(getUnderlyingVector().getDataVector().getDataBuffer(), index * row.bytes(), row);
    }

    @Override
    public Field getField() {
        return field;
    }

    @Override
    public void initializeChildrenFromFields(List<Field> children) {
        super.initializeChildrenFromFields(children);
        FixedShapeTensorType.elementType(children.get(0).getType());
        field = new Field(field.getName(), field.getFieldType(), children);
    }

    @Override
    public List<FieldVector> getChildrenFromFields() {
        return getUnderlyingVector().getChildrenFromFields();
    }

    @Override
    public int hashCode(int index) {
        return getUnderlyingVector().hashCode(index);
    }

    @Override
    public int hashCode(int index, ArrowBufHasher hasher) {
        return getUnderlyingVector().hashCode(index, hasher);
    }
}
