package org.neocog.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/**
 * Convolution in one to three spatial dimensions and its two gradients. Cross-correlation: the filter is not flipped.
 *
 * <p>Constraints of all three, with input {@code [N, C, spatial..]}, filter {@code [O, C / groups, kernel..]} and
 * output {@code [N, O, spatial..]}:
 *
 * <ul>
 *   <li>C1: ranks are that of the geometry plus 2, which has 1 to 3 spatial axes.
 *   <li>C2: strides and dilations are at least 1, padding at least 0, one per axis.
 *   <li>C3: groups divide the input channels.
 *   <li>C4: groups divide the output channels.
 *   <li>C5: the filter has C / groups input channels.
 *   <li>C6: the dilated kernel fits into the padded input.
 *   <li>C7: two operands of one floating element type.
 *   <li>C8 (gradients): the operands have the shapes that go with the attributes.
 * </ul>
 */
public sealed interface ConvolutionOp extends Op {
    /** Where the filter is applied. */
    ConvolutionGeometry geometry();

    /**
     * {@code y[n, o, p] = sum over c, k of x[n, g C/groups + c, p stride + k dilation - padLow] w[o, c, k]}, where g
     * is the group of o. Positions outside x contribute nothing, whatever w holds there: an infinite or NaN weight on
     * padding does not make the sum NaN; a zero weight on an infinite element does. Operands: x, w.
     */
    record Convolution(ConvolutionGeometry geometry) implements ConvolutionOp {
        @Override
        public String name() {
            return "convolution";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.pair(this, "C7", operands);
            Shape output = geometry.check(
                    name(), operands.get(0).shape(), operands.get(1).shape());
            return List.of(new TensorType(operands.get(0).element(), output));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            Value x = context.in(0);
            Value w = context.in(1);
            return Operands.list(
                    context.needs(0) ? b.convolutionInputGradient(context.grad(), w, x.shape(), geometry) : null,
                    context.needs(1) ? b.convolutionFilterGradient(x, context.grad(), w.shape(), geometry) : null);
        }
    }

    /**
     * The derivative of {@link Convolution} by its input: linear in both operands. Operands: the output's gradient,
     * w. Result: shape {@code input}.
     */
    record ConvolutionInputGradient(ConvolutionGeometry geometry, Shape input) implements ConvolutionOp {
        @Override
        public String name() {
            return "convolution_input_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.pair(this, "C7", operands);
            Shape output = geometry.check(name(), input, operands.get(1).shape());
            Operands.shape(
                    this,
                    "C8",
                    "the output's gradient",
                    operands.get(0),
                    new TensorType(operands.get(0).element(), output));
            return List.of(new TensorType(operands.get(0).element(), input));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            Value w = context.in(1);
            return Operands.list(
                    context.needs(0) ? b.convolution(context.grad(), w, geometry) : null,
                    context.needs(1)
                            ? b.convolutionFilterGradient(context.grad(), context.in(0), w.shape(), geometry)
                            : null);
        }
    }

    /**
     * The derivative of {@link Convolution} by its filter: linear in both operands. Operands: x, the output's
     * gradient. Result: shape {@code filter}.
     */
    record ConvolutionFilterGradient(ConvolutionGeometry geometry, Shape filter) implements ConvolutionOp {
        @Override
        public String name() {
            return "convolution_filter_gradient";
        }

        @Override
        public List<TensorType> infer(List<TensorType> operands) {
            Operands.pair(this, "C7", operands);
            Shape output = geometry.check(name(), operands.get(0).shape(), filter);
            Operands.shape(
                    this,
                    "C8",
                    "the output's gradient",
                    operands.get(1),
                    new TensorType(operands.get(0).element(), output));
            return List.of(new TensorType(operands.get(0).element(), filter));
        }

        @Override
        public List<@Nullable Value> gradient(GradientContext context) {
            GraphBuilder b = context.builder();
            Value x = context.in(0);
            return Operands.list(
                    context.needs(0)
                            ? b.convolutionInputGradient(context.in(1), context.grad(), x.shape(), geometry)
                            : null,
                    context.needs(1) ? b.convolution(x, context.grad(), geometry) : null);
        }
    }
}
