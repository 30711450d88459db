package org.neocog.layer.convolution;

import org.neocog.layer.LayerType;
import org.osgi.service.component.annotations.Component;

/** {@link ConvolutionLayer} over 1 spatial axis. */
@Component(service = LayerType.class, property = LayerType.NAME + "=conv1d")
public final class Conv1dLayer extends ConvolutionLayer {
    public Conv1dLayer() {
        super("conv1d", 1);
    }
}
