package org.neocog.exchange.onnx;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.neocog.tensor.Shape;

/** Lists of whole numbers. */
final class LongList {
    private LongList() {}

    /** 0, 1, .. */
    static List<Long> range(long count) {
        return LongStream.range(0, count).boxed().toList();
    }

    static List<Long> of(Shape shape) {
        return Arrays.stream(shape.dims()).boxed().toList();
    }
}
