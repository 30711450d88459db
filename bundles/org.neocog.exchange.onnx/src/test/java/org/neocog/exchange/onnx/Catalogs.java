package org.neocog.exchange.onnx;

import java.util.List;
import java.util.Map;
import org.neocog.config.Catalog;
import org.neocog.layer.Initialization;
import org.neocog.layer.LayerType;
import org.neocog.layer.activation.ReluLayer;
import org.neocog.layer.activation.SigmoidLayer;
import org.neocog.layer.activation.TanhLayer;
import org.neocog.layer.convolution.Conv1dLayer;
import org.neocog.layer.convolution.Conv2dLayer;
import org.neocog.layer.convolution.Conv3dLayer;
import org.neocog.layer.core.DenseLayer;
import org.neocog.layer.core.FlattenLayer;
import org.neocog.layer.core.PadLayer;
import org.neocog.layer.core.SoftmaxLayer;
import org.neocog.layer.merge.AddLayer;
import org.neocog.layer.merge.ConcatenateLayer;
import org.neocog.layer.normalization.BatchNormLayer;
import org.neocog.layer.normalization.DropoutLayer;
import org.neocog.layer.normalization.LocalResponseNormLayer;
import org.neocog.layer.pooling.AveragePoolLayer;
import org.neocog.layer.pooling.GlobalAveragePoolLayer;
import org.neocog.layer.pooling.LpPoolLayer;
import org.neocog.layer.pooling.MaxPoolLayer;
import org.neocog.optimizer.initializer.HeInitializerType;

/** The layer types that an import can name. */
final class Catalogs {
    static final Catalog ALL = Catalog.of(Map.of(
            LayerType.KIND,
            List.of(
                    new OnnxLayer(),
                    new Conv1dLayer(),
                    new Conv2dLayer(),
                    new Conv3dLayer(),
                    new DenseLayer(),
                    new FlattenLayer(),
                    new PadLayer(),
                    new SoftmaxLayer(),
                    new AddLayer(),
                    new ConcatenateLayer(),
                    new BatchNormLayer(),
                    new DropoutLayer(),
                    new LocalResponseNormLayer(),
                    new MaxPoolLayer(),
                    new AveragePoolLayer(),
                    new LpPoolLayer(),
                    new GlobalAveragePoolLayer(),
                    new ReluLayer(),
                    new SigmoidLayer(),
                    new TanhLayer()),
            Initialization.INITIALIZER,
            List.of(new HeInitializerType())));

    private Catalogs() {}
}
