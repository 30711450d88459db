package org.neocog.layer.convolution;

import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/** {@link ConvolutionLayer} over 3 spatial axes. */
@Component(service = LayerType.class, property = LayerType.NAME + "=conv3d")
public final class Conv3dLayer extends ConvolutionLayer {
    public Conv3dLayer() {
        super("conv3d", 3);
    }
}
