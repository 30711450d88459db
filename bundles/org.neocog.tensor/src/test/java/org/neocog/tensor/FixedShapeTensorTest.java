package org.neocog.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.extension.InvalidExtensionMetadataException;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.ExtensionTypeRegistry;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FixedShapeTensorTest {
    private static final FixedShapeTensorType IMAGE =
            new FixedShapeTensorType(Shape.of(2, 3, 4), List.of("C", "H", "W"));

    private final BufferAllocator allocator = NeocogAllocators.root("fixed-shape-test", 1 << 24);

    @TempDir
    Path folder;

    @AfterEach
    void nothingLeaksAndNothingStaysRegistered() {
        allocator.close();
        assertNull(ExtensionTypeRegistry.lookup(FixedShapeTensorType.NAME));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BFLOAT16")
    void survivesAnIpcFile(ElementType element) throws IOException {
        Path file = folder.resolve("images.arrow");
        Schema schema = write(file, element, 5);
        try (FixedShapeTensorType.Registration registration = FixedShapeTensorType.register();
                FileChannel channel = FileChannel.open(file);
                ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            reader.loadNextBatch();
            assertEquals(schema, root.getSchema());
            FixedShapeTensorVector vector = assertInstanceOf(FixedShapeTensorVector.class, root.getVector("image"));
            assertEquals(Shape.of(2, 3, 4), vector.shape());
            assertEquals(element, vector.element());
            assertEquals(TensorType.of(element, 5, 2, 3, 4), vector.tensor().type());
            assertEquals(0, vector.getNullCount());
            for (int i = 0; i < 5 * 24; i++) {
                assertEquals(i, vector.tensor().getDouble(i));
            }
            assertEquals(24 * 3 + 7, vector.getObject(3).getDouble(7));
            assertEquals(24 * 2, vector.rows(2, 2).getDouble(0));
            assertEquals(Shape.of(2, 2, 3, 4), vector.rows(2, 2).shape());
        }
    }

    private Schema write(Path file, ElementType element, int rows) throws IOException {
        try (FixedShapeTensorVector vector = FixedShapeTensorVector.create("image", element, IMAGE, allocator);
                VectorSchemaRoot root = VectorSchemaRoot.of(vector);
                FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                ArrowFileWriter writer = new ArrowFileWriter(root, null, channel)) {
            vector.allocate(rows);
            root.setRowCount(rows);
            Tensor tensor = vector.tensor();
            for (int i = 0; i < rows * 24; i++) {
                tensor.setDouble(i, i);
            }
            writer.start();
            writer.writeBatch();
            writer.end();
            return root.getSchema();
        }
    }

    @Test
    void isPlainStorageToAReaderThatDoesNotKnowIt() throws IOException {
        Path file = folder.resolve("images.arrow");
        write(file, ElementType.UINT8, 2);
        try (FileChannel channel = FileChannel.open(file);
                ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
            VectorSchemaRoot root = reader.getVectorSchemaRoot();
            reader.loadNextBatch();
            assertInstanceOf(FixedSizeListVector.class, root.getVector("image"));
            Field field = root.getSchema().findField("image");
            assertEquals(
                    Map.of(
                            "ARROW:extension:name", "arrow.fixed_shape_tensor",
                            "ARROW:extension:metadata", "{\"shape\":[2,3,4],\"dim_names\":[\"C\",\"H\",\"W\"]}"),
                    field.getMetadata());
            assertEquals("item", field.getChildren().get(0).getName());
        }
    }

    @Test
    void allocatesOnceAndMarksNothingNull() {
        try (FixedShapeTensorVector vector =
                FixedShapeTensorVector.create("image", ElementType.FLOAT32, IMAGE, allocator)) {
            vector.allocate(100);
            long allocated = allocator.getAllocatedMemory();
            long address = vector.rows(0, 100).address();
            for (int rows : new int[] {100, 1, 0, 37, 100}) {
                vector.setValueCount(rows);
                assertEquals(rows, vector.tensor().shape().dim(0));
                assertEquals(0, vector.getNullCount());
                assertEquals(0, vector.getUnderlyingVector().getDataVector().getNullCount());
            }
            assertEquals(allocated, allocator.getAllocatedMemory());
            assertEquals(address, vector.tensor().address());
            assertEquals(0, address % 64);
            double[] zeros = new double[2400];
            vector.tensor().copyTo(zeros);
            assertArrayEquals(new double[2400], zeros);
        }
    }

    @Test
    void aRegistrationEndsWithItsOwnerAndLeavesAnothersAlone() {
        FixedShapeTensorType.Registration first = FixedShapeTensorType.register();
        FixedShapeTensorType.Registration second = FixedShapeTensorType.register();
        ArrowType.ExtensionType registered = ExtensionTypeRegistry.lookup(FixedShapeTensorType.NAME);
        first.close();
        assertSame(registered, ExtensionTypeRegistry.lookup(FixedShapeTensorType.NAME));
        second.close();
        second.close();
        assertNull(ExtensionTypeRegistry.lookup(FixedShapeTensorType.NAME));
    }

    @Test
    void theBundleRegistersFromStartToStop() {
        var activator = new org.neocog.tensor.internal.TensorTypesActivator();
        activator.start(null);
        assertInstanceOf(FixedShapeTensorType.class, ExtensionTypeRegistry.lookup(FixedShapeTensorType.NAME));
        activator.stop(null);
        assertNull(ExtensionTypeRegistry.lookup(FixedShapeTensorType.NAME));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"shape\":[2,12]} | [2, 12] | []",
                "` { \"dim_names\" : [ \"a\\\"b\\u0041\" , \"x y\" ], \"shape\" : [ 2 , 12 ] } ` | [2, 12] | `[a\"bA, x y]`",
                "{\"shape\":[24],\"permutation\":[0],\"dim_names\":null,\"other\":{\"a\":[1.5,true,{}]}} | [24] | []",
                "{\"shape\":[2,3,4],\"permutation\":[0,1,2]} | [2, 3, 4] | []",
            })
    void readsTheMetadataOfOtherWriters(String metadata, String shape, String names) {
        FixedShapeTensorType type = (FixedShapeTensorType) IMAGE.deserialize(new ArrowType.FixedSizeList(24), metadata);
        assertEquals(shape, type.shape().toString());
        assertEquals(names, type.dimNames().toString());
        assertEquals(type, type.deserialize(new ArrowType.FixedSizeList(24), type.serialize()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the metadata must be a JSON object, but metadata=. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":[2,3,4] | the metadata must be a JSON object, but metadata={\"shape\":[2,3,4]. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":[2,3,4]}} | the metadata must be a JSON object, but metadata={\"shape\":[2,3,4]}}. Write {\"shape\":[1,28,28]}.",
                "[2,3,4] | the metadata must be a JSON object, but metadata=[2,3,4]. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":[2 3]} | the metadata must be a JSON object, but metadata={\"shape\":[2 3]}. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":[2,what]} | the metadata must be a JSON object, but metadata={\"shape\":[2,what]}. Write {\"shape\":[1,28,28]}.",
                "{} | \"shape\" must be there, but metadata={}. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":24} | \"shape\" must be a list of integers, but metadata={\"shape\":24}. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":[24.0]} | \"shape\" must be a list of integers, but metadata={\"shape\":[24.0]}. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":[-24]} | shape: every size must be at least 0, but dims=[-24]. Check the sizes it was computed from.",
                "{\"shape\":[2,12],\"dim_names\":[1,2]} | \"dim_names\" must be a list of texts, but metadata={\"shape\":[2,12],\"dim_names\":[1,2]}. Write {\"shape\":[1,28,28]}.",
                "{\"shape\":[2,12],\"dim_names\":[\"a\"]} | there must be one name per dimension, but shape=[2, 12], dim_names=[a]. Name all or none. [C2]",
                "{\"shape\":[2,12],\"permutation\":[1,0]} | rows must be row-major, but permutation=[1, 0]. Transpose the column. [C3]",
                "{\"shape\":[2,13]} | the storage must hold the elements of one row, but shape=[2, 13] has 26 elements and the storage is FixedSizeList(24). Write the file again. [C1]",
                "{\"shape\":[4294967296]} | a row must have at most 2147483647 elements, but shape=[4294967296]. Split the rows. [C1]",
            })
    void refusesMetadataThatDoesNotFit(String metadata, String message) {
        InvalidExtensionMetadataException refusal = assertThrows(
                InvalidExtensionMetadataException.class,
                () -> IMAGE.deserialize(new ArrowType.FixedSizeList(24), metadata));
        String prefix = message.startsWith("shape:") ? "" : "arrow.fixed_shape_tensor: ";
        assertEquals(prefix + message, refusal.getMessage());
    }

    @Test
    void refusesStorageThatIsNoList() {
        assertThrows(
                InvalidExtensionMetadataException.class,
                () -> IMAGE.deserialize(new ArrowType.Binary(), "{\"shape\":[24]}"));
        assertThrows(
                InvalidExtensionMetadataException.class,
                () -> IMAGE.deserialize(new ArrowType.FixedSizeList(24), null));
    }

    @Test
    void refusesElementsThatHaveNoTypeOfOurs() {
        assertEquals(
                "arrow.fixed_shape_tensor: Arrow must have the element type, but element=bfloat16. Store float32. [C4]",
                assertThrows(IllegalArgumentException.class, () -> IMAGE.field("x", ElementType.BFLOAT16))
                        .getMessage());
        Field item = new Field("item", FieldType.nullable(new ArrowType.Int(16, true)), null);
        Field field = new Field("x", FieldType.notNullable(IMAGE), List.of(item));
        assertEquals(
                "arrow.fixed_shape_tensor: elements must be float32, float64, uint8, int32 or int64, but item=Int(16, true). Convert the column. [C4]",
                assertThrows(InvalidExtensionMetadataException.class, () -> field.createVector(allocator))
                        .getMessage());
    }
}
