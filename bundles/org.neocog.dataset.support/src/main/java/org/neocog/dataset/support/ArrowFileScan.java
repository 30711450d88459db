package org.neocog.dataset.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.ForeignAllocation;
import org.apache.arrow.memory.NeocogAllocators;
import org.apache.arrow.memory.util.MemoryUtil;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageMetadataResult;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Opens an {@link ArrowImages}: reads what describes the file, maps it, checks it, and reads the labels. One thread. */
final class ArrowFileScan {
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);
    /** Record batches side by side share a mapping up to this many bytes, as a process can have so many mappings. */
    private static final long MAPPING = 1L << 30;

    private static final String CURE = "It is truncated or damaged; write it again. [C1]";

    private final Path file;
    private final String where;
    private final ArrowColumns columns;
    private final List<Integer> first = new ArrayList<>();
    private final List<ByteBuffer> pixels = new ArrayList<>();
    private int[] labels = {};
    private int records;

    private ByteBuffer mapped = ByteBuffer.allocate(0);
    private long mappedFrom;

    /** Where a column begins among the nodes and buffers of a record batch. */
    private record Place(int node, int buffer) {}

    ArrowFileScan(String name, Path file, ArrowColumns columns) {
        this.file = file;
        this.where = name + ": " + file;
        this.columns = columns;
    }

    ArrowImages open() throws ArrowImagesException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                BufferAllocator allocator = NeocogAllocators.root("arrow images", Long.MAX_VALUE)) {
            requireMagic(channel);
            try (ArrowFileReader reader = new ArrowFileReader(channel, allocator)) {
                Schema schema = reader.getVectorSchemaRoot().getSchema();
                List<ArrowBlock> blocks = reader.getRecordBlocks();
                ArrowImageType type = ArrowImageType.of(where, schema, columns);
                ArrowLabelType labelType = ArrowLabelType.of(where, schema, columns);
                Place image = place(schema, columns.image());
                Place label = place(schema, columns.label());
                for (int b = 0; b < blocks.size(); b++) {
                    map(channel, blocks, b);
                    batch(channel, blocks.get(b), b, allocator, type, image, labelType, label);
                }
                return opened(schema, reader.getMetaData(), type);
            }
        } catch (ArrowImagesException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) { // damaged lengths ask for any array
            throw new ArrowImagesException(
                    where + " must be a whole Arrow IPC file, but reading it gave " + e + ". " + CURE, e);
        }
    }

    private ArrowImages opened(Schema schema, @Nullable Map<String, String> footer, ArrowImageType type)
            throws ArrowImagesException {
        if (records == 0) {
            throw new ArrowImagesException(where + " must have at least one record, but has none. Write some. [C6]");
        }
        first.add(records);
        Map<String, String> metadata = new HashMap<>();
        if (footer != null) {
            metadata.putAll(footer);
        }
        if (schema.getCustomMetadata() != null) {
            metadata.putAll(schema.getCustomMetadata());
        }
        return new ArrowImages(
                where,
                type,
                Map.copyOf(metadata),
                first.stream().mapToInt(Integer::intValue).toArray(),
                pixels.toArray(ByteBuffer[]::new),
                Arrays.copyOf(labels, records));
    }

    private void requireMagic(FileChannel channel) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ArrowImagesException(where + " must be a file, but is none. Correct path. [C1]");
        }
        long size = channel.size();
        ByteBuffer ends = ByteBuffer.allocate(2 * MAGIC.length);
        channel.read(ends.limit(MAGIC.length), 0);
        if (size >= 2 * MAGIC.length && ends.position() == MAGIC.length) {
            channel.read(ends.limit(2 * MAGIC.length), size - MAGIC.length);
        }
        boolean begins = Arrays.equals(ends.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length);
        boolean closes = Arrays.equals(ends.array(), MAGIC.length, 2 * MAGIC.length, MAGIC, 0, MAGIC.length);
        if (!begins) {
            throw new ArrowImagesException(
                    where + " must be an Arrow IPC file, but does not begin with ARROW1. Write it"
                            + " in the file format (not the stream format, Feather 1 or Parquet). [C1]");
        }
        if (!closes) {
            throw new ArrowImagesException(where + " must end in ARROW1, but its " + size + " bytes do not. " + CURE);
        }
    }

    /** Makes {@link #mapped} hold the block, and those behind it. */
    private void map(FileChannel channel, List<ArrowBlock> blocks, int b) throws IOException {
        long from = blocks.get(b).getOffset();
        long to = end(blocks.get(b));
        if (from < 0 || to < from || to > channel.size()) {
            throw new ArrowImagesException(where + ": record batches must lie within the file, but batch " + b
                    + " is from byte " + from + " to " + to + " of " + channel.size() + ". " + CURE);
        }
        if (to - from > Integer.MAX_VALUE) {
            throw new ArrowImagesException(where + ": a record batch must have less than 2 GiB, but batch " + b
                    + " has " + (to - from) + " bytes. Write smaller ones. [C1]");
        }
        if (from >= mappedFrom && to <= mappedFrom + mapped.capacity()) {
            return;
        }
        for (int next = b + 1; next < blocks.size(); next++) {
            long further = end(blocks.get(next));
            if (blocks.get(next).getOffset() < to || further - from > MAPPING || further > channel.size()) {
                break;
            }
            to = further;
        }
        mapped = channel.map(FileChannel.MapMode.READ_ONLY, from, to - from);
        mappedFrom = from;
    }

    private static long end(ArrowBlock block) {
        return block.getOffset() + block.getMetadataLength() + block.getBodyLength();
    }

    private void batch(
            FileChannel channel,
            ArrowBlock block,
            int number,
            BufferAllocator allocator,
            ArrowImageType type,
            Place image,
            ArrowLabelType labelType,
            Place label)
            throws IOException {
        int bodyAt = Math.toIntExact(block.getOffset() - mappedFrom + block.getMetadataLength());
        ByteBuffer body = mapped.slice(bodyAt, Math.toIntExact(block.getBodyLength()));
        requireLength(block, number);
        channel.position(block.getOffset());
        MessageMetadataResult message = MessageSerializer.readMessage(new ReadChannel(channel));
        if (message == null || message.headerType() != MessageHeader.RecordBatch) {
            throw new ArrowImagesException(
                    where + ": batch " + number + " must be a record batch, but is none. " + CURE);
        }
        try (ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(message, borrow(body, allocator))) {
            if (batch.getBodyCompression().getCodec() != NoCompressionCodec.COMPRESSION_TYPE) {
                throw new ArrowImagesException(
                        where + ": record batches must not be compressed, as they are mapped, but" + " batch " + number
                                + " is. Write it without compression. [C1]");
            }
            Columns in = new Columns(batch, body, number);
            int rows = batch.getLength();
            in.requireNoNulls(image.node, image.buffer, rows, "image", 1);
            in.requireNoNulls(label.node, label.buffer, rows, "label", 1);
            int elements = type.shape().intSize();
            in.requireNoNulls(
                    image.node + 1,
                    image.buffer + 1,
                    Math.multiplyExact(rows, elements),
                    "number of an image",
                    elements);
            ByteBuffer data = in.data(image.buffer + 2, rows * type.bytes());
            readLabels(in.data(label.buffer + 1, (long) rows * labelType.bytes()), rows, labelType);
            if (rows > 0) {
                first.add(records);
                pixels.add(data);
                records += rows;
            }
        }
    }

    /** A message begins with its length, or with -1 and then its length. */
    private void requireLength(ArrowBlock block, int number) throws ArrowImagesException {
        ByteBuffer message = mapped.slice(
                        Math.toIntExact(block.getOffset() - mappedFrom), Math.max(8, block.getMetadataLength()))
                .order(ByteOrder.LITTLE_ENDIAN);
        int length = message.getInt(0) == -1 ? message.getInt(4) : message.getInt(0);
        if (length < 0 || length > block.getMetadataLength()) {
            throw new ArrowImagesException(where + ": what describes batch " + number + " must have "
                    + block.getMetadataLength() + " bytes at most, but says " + length + ". " + CURE);
        }
    }

    /** The batch releases it, and does nothing else with it than to measure. */
    private static ArrowBuf borrow(ByteBuffer body, BufferAllocator allocator) {
        long address = MemoryUtil.getByteBufferAddress(body);
        return allocator.wrapForeignAllocation(new ForeignAllocation(Math.max(1, body.capacity()), address) {
            @Override
            protected void release0() {}
        });
    }

    private void readLabels(ByteBuffer data, int rows, ArrowLabelType type) throws ArrowImagesException {
        if ((long) records + rows > Integer.MAX_VALUE - 8) {
            throw new ArrowImagesException(where + " must have at most " + (Integer.MAX_VALUE - 8)
                    + " records, but has more. Write several files. [C1]");
        }
        if (labels.length < records + rows) {
            labels = Arrays.copyOf(labels, (int)
                    Math.min(Integer.MAX_VALUE - 8, Math.max(records + (long) rows, 2L * records)));
        }
        for (int row = 0; row < rows; row++) {
            long label = type.read(data, row);
            if (label < 0 || label > Integer.MAX_VALUE) {
                throw new ArrowImagesException(where + ": labels must be from 0 on, but record " + (records + row)
                        + " has " + (type.isUnsigned() ? Long.toUnsignedString(label) : label)
                        + ". Correct the column. [C4]");
            }
            labels[records + row] = (int) label;
        }
    }

    /** Nodes and buffers come in the order of the fields, a parent before its children. */
    private static Place place(Schema schema, String column) {
        int node = 0;
        int buffer = 0;
        for (Field field : schema.getFields()) {
            if (field.getName().equals(column)) {
                break;
            }
            node += nodes(field);
            buffer += buffers(field);
        }
        return new Place(node, buffer);
    }

    private static int nodes(Field field) {
        return 1 + field.getChildren().stream().mapToInt(ArrowFileScan::nodes).sum();
    }

    private static int buffers(Field field) {
        ArrowType type = field.getType();
        ArrowType storage = type instanceof ArrowType.ExtensionType extension ? extension.storageType() : type;
        return TypeLayout.getTypeBufferCount(storage)
                + field.getChildren().stream().mapToInt(ArrowFileScan::buffers).sum();
    }

    /** Columns of one record batch. */
    private final class Columns {
        private final ArrowRecordBatch batch;
        private final ByteBuffer body;
        private final int number;

        Columns(ArrowRecordBatch batch, ByteBuffer body, int number) {
            this.batch = batch;
            this.body = body;
            this.number = number;
        }

        /** @param perRecord how many of the column's values belong to a record */
        void requireNoNulls(int node, int buffer, int length, String what, int perRecord) throws ArrowImagesException {
            long has = batch.getNodes().get(node).getLength();
            if (has < length) {
                throw new ArrowImagesException(where + ": batch " + number + " must have " + length + " values of "
                        + what + ", but has " + has + ". " + CURE);
            }
            if (batch.getNodes().get(node).getNullCount() == 0) {
                return;
            }
            ByteBuffer valid = data(buffer, (length + 7L) / 8);
            for (int i = 0; i < length; i++) {
                if ((valid.get(i >> 3) >> (i & 7) & 1) == 0) {
                    throw new ArrowImagesException(where + ": no " + what + " may be null, but that of record "
                            + (records + i / perRecord) + " is. Take the record out. [C5]");
                }
            }
        }

        /** A buffer of the batch, of at least so many bytes. */
        ByteBuffer data(int buffer, long bytes) throws ArrowImagesException {
            ArrowBuf part = batch.getBuffers().get(buffer);
            if (part.capacity() < bytes) {
                throw new ArrowImagesException(where + ": buffer " + buffer + " of batch " + number + " must have "
                        + bytes + " bytes, but has " + part.capacity() + " (its first record is " + records + "). "
                        + CURE);
            }
            int at = Math.toIntExact(part.memoryAddress() - MemoryUtil.getByteBufferAddress(body));
            return body.slice(at, Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
        }
    }
}
