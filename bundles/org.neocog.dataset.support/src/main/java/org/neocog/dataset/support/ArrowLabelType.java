package org.neocog.dataset.support;

import java.nio.ByteBuffer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** What the labels of a file are: integers of 8 to 64 bits. */
record ArrowLabelType(int bytes, boolean isUnsigned) {

    static ArrowLabelType of(String where, Schema schema, ArrowColumns columns) throws ArrowImagesException {
        Field field = ArrowImageType.column(where, schema, columns.label(), "label");
        if (field.getDictionary() == null && field.getType() instanceof ArrowType.Int type) {
            return new ArrowLabelType(type.getBitWidth() / 8, !type.getIsSigned());
        }
        throw new ArrowImagesException(where + ": labels must be integers, but column \"" + field.getName() + "\" is "
                + field + (field.getDictionary() == null ? "" : ", dictionary-encoded")
                + ". Write the numbers of the classes. [C4]");
    }

    /** Row {@code row} of the column's buffer, little-endian. */
    long read(ByteBuffer data, int row) {
        return switch (bytes) {
            case 1 -> isUnsigned ? data.get(row) & 0xff : data.get(row);
            case 2 -> isUnsigned ? data.getShort(2 * row) & 0xffff : data.getShort(2 * row);
            case 4 -> isUnsigned ? data.getInt(4 * row) & 0xffffffffL : data.getInt(4 * row);
            default -> data.getLong(8 * row);
        };
    }
}
