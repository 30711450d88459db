package org.neocog.layer.convolution;

import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/**
 * Makes a column of what a kernel sees at each place (unfold, im2col): {@code y[n, c K + k, p] = x[n, c, p stride + k dilation - before]}, K
 * elements of the kernel, and x is 0 outside. A convolution is a product with these columns.
 *
 * <p>Input {@code [N, C, H, W]}, output {@code [N, C K, places]}, both the elements of the kernel and the places row-major. Constraints C1
 * and C3: those of {@link ConvolutionLayer}.
 *
 * <p>Source: Chellapilla, Puri, Simard 2006, "High performance convolutional neural networks for document processing"; {@code
 * torch.nn.Unfold} gives the same.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=unfold")
public final class UnfoldLayer implements LayerType {
    private static final KernelOptions KERNEL = new KernelOptions(2);
    private static final Schema SCHEMA = KERNEL.schema().primary(KERNEL.size());

    @Override
    public String name() {
        return "unfold";
    }

    @Override
    public String summary() {
        return "Makes a column of what a kernel sees at each place: im2col.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public LayerSpec create(Options options) {
        Kernel kernel = KERNEL.of(options);
        return LayerSpec.ofOne((to, x) -> Columns.of(to, x, kernel).values());
    }
}
