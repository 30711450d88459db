package org.neocog.dataset.arrow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Writes Arrow files as others do: a text, a label, fixed size lists. Number {@code e} of record {@code r} is {@code 7 r + e}. */
final class ArrowFiles {
    static final ArrowType UINT8 = new ArrowType.Int(8, false);
    static final ArrowType INT32 = new ArrowType.Int(32, true);
    static final ArrowType INT64 = new ArrowType.Int(64, true);
    static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
    static final ArrowType FLOAT64 = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);

    private ArrowType element = UINT8;
    private ArrowType label = INT64;
    private int size = 12;
    private Map<String, String> ofColumn = Map.of();
    private Map<String, String> ofSchema = Map.of();
    private int nullImage = -1;
    private int nullLabel = -1;

    ArrowFiles element(ArrowType type) {
        element = type;
        return this;
    }

    ArrowFiles label(ArrowType type) {
        label = type;
        return this;
    }

    ArrowFiles size(int elements) {
        size = elements;
        return this;
    }

    /** Makes it a tensor by what any writer can put there. */
    ArrowFiles tensor(String metadata) {
        ofColumn = Map.of("ARROW:extension:name", "arrow.fixed_shape_tensor", "ARROW:extension:metadata", metadata);
        return this;
    }

    ArrowFiles metadata(Map<String, String> metadata) {
        ofSchema = metadata;
        return this;
    }

    ArrowFiles nullImage(int record) {
        nullImage = record;
        return this;
    }

    ArrowFiles nullLabel(int record) {
        nullLabel = record;
        return this;
    }

    /** @param batches the labels of each record batch */
    Path write(Path file, int[]... batches) throws IOException {
        Field item = new Field("item", FieldType.nullable(element), null);
        Schema schema = new Schema(
                List.of(
                        new Field("note", FieldType.nullable(new ArrowType.Utf8()), null),
                        new Field("label", FieldType.nullable(label), null),
                        new Field(
                                "image",
                                new FieldType(true, new ArrowType.FixedSizeList(size), null, ofColumn),
                                List.of(item))),
                ofSchema);
        try (BufferAllocator allocator = NeocogAllocators.root("test", 1 << 28);
                VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
            writer.start();
            int record = 0;
            for (int[] labels : batches) {
                fill(root, labels, record);
                record += labels.length;
                writer.writeBatch();
            }
            writer.end();
        }
        return file;
    }

    private void fill(VectorSchemaRoot root, int[] labels, int record) {
        root.clear();
        root.allocateNew();
        FixedSizeListVector images = (FixedSizeListVector) root.getVector("image");
        BaseFixedWidthVector numbers = (BaseFixedWidthVector) images.getDataVector();
        numbers.allocateNew(labels.length * size);
        BaseFixedWidthVector ofLabels = (BaseFixedWidthVector) root.getVector("label");
        for (int i = 0; i < labels.length; i++) {
            if (record + i != nullLabel) {
                set(ofLabels, i, labels[i]);
            }
            if (record + i != nullImage) {
                images.setNotNull(i);
            }
            for (int e = 0; e < size; e++) {
                set(numbers, i * size + e, (record + i) * 7 + e);
            }
        }
        for (FieldVector vector : root.getFieldVectors()) {
            vector.setValueCount(labels.length);
        }
        root.setRowCount(labels.length);
    }

    private static void set(BaseFixedWidthVector vector, int at, int value) {
        while (at >= vector.getValueCapacity()) {
            vector.reAlloc();
        }
        vector.setIndexDefined(at);
        switch (vector.getTypeWidth() + (vector.getField().getType() instanceof ArrowType.FloatingPoint ? "f" : "i")) {
            case "1i" -> vector.getDataBuffer().setByte(at, value);
            case "4i" -> vector.getDataBuffer().setInt(4L * at, value);
            case "8i" -> vector.getDataBuffer().setLong(8L * at, value);
            case "4f" -> vector.getDataBuffer().setFloat(4L * at, value / 8f);
            default -> vector.getDataBuffer().setDouble(8L * at, value);
        }
    }
}
