package org.neocog.exchange.onnx;

import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;

/** Element types and tensors of ONNX files. */
final class OnnxTypes {
    private OnnxTypes() {}

    /** The counterpart of a type. @throws OperatorException if there is none */
    static ElementType element(int type) {
        DataType known = DataType.forNumber(type);
        ElementType element = known == null ? null : element(known);
        if (element == null) {
            throw new OperatorException(
                    "elements must be FLOAT, DOUBLE, BFLOAT16, INT64, INT32, UINT8 or BOOL",
                    "type",
                    known == null ? type : known);
        }
        return element;
    }

    private static @Nullable ElementType element(DataType type) {
        return switch (type) {
            case FLOAT -> ElementType.FLOAT32;
            case DOUBLE -> ElementType.FLOAT64;
            case BFLOAT16 -> ElementType.BFLOAT16;
            case INT64 -> ElementType.INT64;
            case INT32 -> ElementType.INT32;
            case UINT8, BOOL -> ElementType.UINT8;
            default -> null;
        };
    }

    /** The values of a tensor. @throws OperatorException if they are not there, or of a type without counterpart */
    static Numbers numbers(TensorProto tensor, ExternalData beside) {
        ElementType element = element(tensor.getDataType());
        Shape shape = shape(tensor);
        int count = shape.intSize();
        if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
            return numbers(element, shape, beside.read(tensor, (long) count * element.bytes()));
        }
        long there = raw(tensor) ? tensor.getRawData().size() / element.bytes() : typed(tensor);
        boolean whole = !raw(tensor) || tensor.getRawData().size() % element.bytes() == 0;
        if (there != count || !whole) {
            throw new OperatorException(
                    "a tensor must have as many elements as its shape says",
                    "tensor",
                    tensor.getName(),
                    "shape",
                    shape,
                    "elements",
                    there);
        }
        return raw(tensor)
                ? numbers(element, shape, tensor.getRawData().asReadOnlyByteBuffer())
                : typed(tensor, element, shape);
    }

    private static boolean raw(TensorProto tensor) {
        return tensor.hasRawData() && !tensor.getRawData().isEmpty();
    }

    private static Shape shape(TensorProto tensor) {
        long[] dims = tensor.getDimsList().stream().mapToLong(d -> d).toArray();
        long size = 1;
        for (long dim : dims) {
            size = dim < 0 || dim > 0 && size > Integer.MAX_VALUE / dim ? Long.MAX_VALUE : size * dim;
            if (dim < 0 || size > Integer.MAX_VALUE) {
                throw new OperatorException(
                        "sizes must be at least 0, and fewer than 2^31 elements",
                        "tensor",
                        tensor.getName(),
                        "dims",
                        tensor.getDimsList());
            }
        }
        return Shape.of(dims);
    }

    private static Numbers numbers(ElementType element, Shape shape, ByteBuffer data) {
        ByteBuffer bytes = data.order(ByteOrder.LITTLE_ENDIAN);
        if (element == ElementType.FLOAT32) {
            float[] floats = new float[shape.intSize()];
            bytes.asFloatBuffer().get(floats);
            return Numbers.ofFloats(shape, floats);
        }
        double[] values = new double[shape.intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (element) {
                case FLOAT32 -> bytes.getFloat();
                case FLOAT64 -> bytes.getDouble();
                case INT64 -> bytes.getLong();
                case INT32 -> bytes.getInt();
                case BFLOAT16 -> ElementType.bfloat16ToFloat(bytes.getShort());
                case UINT8 -> bytes.get() & 0xff;
            };
        }
        return Numbers.of(element, shape, values);
    }

    private static int typed(TensorProto tensor) {
        return switch (element(tensor.getDataType())) {
            case FLOAT32 -> tensor.getFloatDataCount();
            case FLOAT64 -> tensor.getDoubleDataCount();
            case INT64 -> tensor.getInt64DataCount();
            default -> tensor.getInt32DataCount();
        };
    }

    private static Numbers typed(TensorProto tensor, ElementType element, Shape shape) {
        double[] values = new double[shape.intSize()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (element) {
                case FLOAT32 -> tensor.getFloatData(i);
                case FLOAT64 -> tensor.getDoubleData(i);
                case INT64 -> tensor.getInt64Data(i);
                case BFLOAT16 -> ElementType.bfloat16ToFloat((short) tensor.getInt32Data(i));
                default -> tensor.getInt32Data(i);
            };
        }
        return Numbers.of(element, shape, values);
    }
}
