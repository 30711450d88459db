package org.neocog.layer.convolution;

import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/** {@link ConvolutionLayer} over 2 spatial axes. */
@Component(service = LayerType.class, property = LayerType.NAME + "=conv2d")
public final class Conv2dLayer extends ConvolutionLayer {
    public Conv2dLayer() {
        super("conv2d", 2);
    }
}
