package org.neocog.backend.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.jspecify.annotations.Nullable;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * The gradient by the filter of a pointwise convolution (1 x 1) as a product of matrices: gradients, transposed, times input, over all pixels of a
 * batch. Each thread sums over pixels of its own, the same ones in each step, and the sums are added. It writes rows, which need not be brought into
 * another layout as what the library's convolution writes. Of an input that it strides over it takes the pixels that count together first.
 */
final class PointwiseLowering {
    /** Channels of input and output from which it was measured to be no slower. */
    private static final long LEAST_CHANNELS = 64;

    /** Numbers of a filter from which that holds in bfloat16. */
    private static final long LEAST_NARROW_FILTER = 1L << 18;

    /** Channels of the input up to which it had better be the factor that is transposed. */
    private static final long FEW = 64;

    private static final String DIRECT = "direct";
    private static final String PRODUCT = "product";

    private final Lowering to;
    private final List<Integer> strides;
    private final Operand x;
    private final Operand dy;
    private final long in;
    private final long out;
    private final long parts;

    private PointwiseLowering(Lowering to, List<Integer> strides, Operand x, Operand dy) {
        this.to = to;
        this.strides = strides;
        this.x = x;
        this.dy = dy;
        in = x.shape().dim(1);
        out = dy.shape().dim(1);
        parts = to.team().threads();
    }

    /**
     * How to lower such a gradient so, or null where it does not go.
     *
     * @param x channels last, as is {@code dy}
     */
    static @Nullable PointwiseLowering of(
            Lowering to, ConvolutionGeometry geometry, Shape filter, Operand x, Operand dy) {
        boolean pointwise = geometry.groups() == 1
                && geometry.padLow().stream().allMatch(pad -> pad == 0)
                && geometry.padHigh().stream().allMatch(pad -> pad == 0)
                && filter.size() == filter.dim(0) * filter.dim(1);
        PointwiseLowering lowering = new PointwiseLowering(to, geometry.strides(), x, dy);
        return pointwise && lowering.pixels() % lowering.parts == 0 && lowering.pixels() > 0 ? lowering : null;
    }

    private long pixels() {
        return dy.size() / out;
    }

    /**
     * Whether it is faster here.
     *
     * @param direct commands that compute the same by a convolution, to be timed
     */
    boolean isFaster(Supplier<List<Command>> direct) {
        Map<String, Supplier<List<Command>>> ways = new LinkedHashMap<>();
        ways.put(DIRECT, direct);
        ways.put(
                PRODUCT,
                () -> to.apart(() -> {
                    Operand apart = new Operand(Buffer.planned(x.bytes()), x.type(), x.layout(), x.stored());
                    Operand gradient = new Operand(Buffer.planned(dy.bytes()), dy.type(), dy.layout(), dy.stored());
                    new PointwiseLowering(to, strides, apart, gradient).lower(Buffer.planned(4 * in * out));
                }));
        boolean enough = x.isNarrow() ? in * out >= LEAST_NARROW_FILTER : Math.min(in, out) >= LEAST_CHANNELS;
        return to.tuner()
                .choose("pointwise " + x.shape() + " by " + dy.shape() + strides, enough ? PRODUCT : DIRECT, ways)
                .equals(PRODUCT);
    }

    /** @param dw {@code [out, in]} */
    void lower(Buffer dw) {
        boolean turned = in <= FEW && in < out;
        Operand pixelsOfX = together();
        Operand left = turned ? pixelsOfX : dy;
        Operand right = turned ? dy : pixelsOfX;
        long rows = left.shape().dim(1);
        long columns = right.shape().dim(1);
        Natives natives = to.natives();
        long pixels = pixels() / parts;
        dnnl_memory_desc a =
                natives.describe(new long[] {parts, rows, pixels}, new long[] {pixels * rows, 1, rows}, left.stored());
        dnnl_memory_desc b = plain(right.stored(), parts, pixels, columns);
        dnnl_memory_desc products = plain(ElementType.FLOAT32, parts, rows, columns);
        dnnl_primitive_desc description = natives.make(
                "pointwise",
                into -> dnnl_matmul_primitive_desc_create(
                        into, natives.engine(), a, b, null, products, natives.plain()));
        Buffer sums = parts == 1 && !turned ? dw : Buffer.planned(4 * parts * rows * columns);
        PrimitiveCommand product = to.primitive(description)
                .with(DNNL_ARG_SRC, a, left.buffer())
                .with(DNNL_ARG_WEIGHTS, b, right.buffer())
                .with(DNNL_ARG_DST, products, sums);
        product.describe("pointwise:" + product.kernel());
        to.add(product);
        TensorType type = TensorType.of(ElementType.FLOAT32, rows, columns);
        Operand sum = new Operand(sums.part(0, type.bytes()), type, Layout.PLAIN);
        for (int i = 1; i < parts; i++) {
            Operand other = new Operand(sums.part(i * type.bytes(), type.bytes()), type, Layout.PLAIN);
            Operand target = i == parts - 1 && !turned ? new Operand(dw, type, Layout.PLAIN) : sum;
            ElementwiseLowering.add(to, sum, other, target, natives.plain());
        }
        if (turned) {
            dnnl_memory_desc transposed =
                    natives.describe(new long[] {out, in}, new long[] {1, out}, ElementType.FLOAT32);
            to.reorder(transposed, sum.buffer(), plain(ElementType.FLOAT32, out, in), dw);
        }
    }

    /** The pixels of the input that it looks at. */
    private Operand together() {
        if (strides.stream().allMatch(stride -> stride == 1)) {
            return x;
        }
        long[] dims = dy.shape().dims();
        dims[1] = in;
        Operand together = new Operand(
                Buffer.planned(pixels() * in * x.stored().bytes()),
                new TensorType(x.element(), Shape.of(dims)),
                x.layout(),
                x.stored());
        long[] steps = x.strides();
        for (int i = 0; i < strides.size(); i++) {
            steps[i + 2] *= strides.get(i);
        }
        dnnl_memory_desc apart = to.natives().describe(dims, steps, x.stored());
        to.reorder(apart, x.buffer(), to.natives().describe(together), together.buffer());
        return together;
    }

    private dnnl_memory_desc plain(ElementType element, long... dims) {
        return to.natives().describe(dims, Shape.of(dims).strides(), element);
    }
}
