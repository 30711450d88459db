package org.neocog.itests.architectures;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.neocog.exchange.TrainedNetwork;
import org.neocog.tensor.Shape;

/** Another program's opinion of an ONNX file. */
final class OnnxRuntime {
    private OnnxRuntime() {}

    /** The logits of the images. */
    static float[] logits(byte[] model, Shape images, float[] pixels) {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(2);
            try (OrtSession session = environment.createSession(model, options);
                    OnnxTensor input = OnnxTensor.createTensor(environment, FloatBuffer.wrap(pixels), images.dims());
                    OrtSession.Result result = session.run(Map.of(TrainedNetwork.IMAGES, input))) {
                FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
                float[] values = new float[logits.remaining()];
                logits.get(values);
                return values;
            }
        } catch (OrtException e) {
            throw new AssertionError("ONNX Runtime refuses the file", e);
        }
    }
}
