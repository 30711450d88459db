package org.neocog.backend.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Autodiff;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Philox;
import org.neocog.tensor.Shape;
import org.neocog.tensor.Tensor;
import org.neocog.tensor.TensorType;

/** LeNet-5 on 32x32 images with momentum, as a program of ops: what tests and benchmark run. */
final class Lenet {
    private final int batch;
    private final Map<String, Variable> variables = new LinkedHashMap<>();

    private Lenet(int batch) {
        this.batch = batch;
    }

    /** The graphs "train" (output loss) and "evaluate" (outputs loss, classes). */
    static Program program(int batch) {
        Lenet lenet = new Lenet(batch);
        Graph train = lenet.train();
        Graph evaluate = lenet.evaluate();
        return new Program(List.copyOf(lenet.variables.values()), List.of(train, evaluate));
    }

    /** Random images and labels. The caller closes the tensors. */
    static Feed feed(BufferAllocator allocator, int batch, long seed) {
        Philox.Stream random = Philox.stream(seed, 1, 0);
        Tensor images = Tensor.allocate(allocator, TensorType.of(ElementType.FLOAT32, batch, 1, 32, 32));
        for (long i = 0; i < images.size(); i++) {
            images.setDouble(i, random.uniform(-1, 1));
        }
        Tensor labels = Tensor.allocate(allocator, TensorType.of(ElementType.INT32, batch));
        for (long i = 0; i < batch; i++) {
            labels.setDouble(i, random.nextInt(10));
        }
        return new Feed().put("images", images).put("labels", labels);
    }

    /** Uniform parameters, zero momentum. */
    static Snapshot initial(BufferAllocator allocator, Program program, long seed) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Variable variable : program.variables()) {
            Tensor tensor = Tensor.zeros(allocator, variable.type());
            if (variable.role() == Variable.Role.PARAMETER) {
                Philox.Stream random = Philox.stream(seed, 2, tensors.size());
                for (long i = 0; i < tensor.size(); i++) {
                    tensor.setDouble(i, random.uniform(-0.1, 0.1));
                }
            }
            tensors.put(variable.name(), tensor);
        }
        return new Snapshot(tensors);
    }

    private Graph train() {
        GraphBuilder b = new GraphBuilder("train");
        Value loss = b.mean(b.softmaxCrossEntropy(logits(b), labels(b)));
        b.output("loss", loss);
        List<Variable> parameters = List.copyOf(variables.values());
        List<Value> gradients =
                Autodiff.gradients(b, loss, parameters.stream().map(b::read).toList());
        for (int i = 0; i < parameters.size(); i++) {
            Variable parameter = parameters.get(i);
            Variable slot = variable(
                    parameter.name() + "#momentum",
                    Variable.Role.SLOT,
                    parameter.type().shape());
            Value velocity = b.add(b.scale(b.read(slot), 0.9), gradients.get(i));
            b.update(slot, velocity);
            b.update(parameter, b.subtract(b.read(parameter), b.scale(velocity, 0.05)));
        }
        return b.build();
    }

    private Graph evaluate() {
        GraphBuilder b = new GraphBuilder("evaluate");
        Value logits = logits(b);
        b.output("loss", b.mean(b.softmaxCrossEntropy(logits, labels(b))));
        b.output("classes", b.argMax(logits, 1));
        return b.build();
    }

    private Value labels(GraphBuilder b) {
        return b.input("labels", TensorType.of(ElementType.INT32, batch));
    }

    private Value logits(GraphBuilder b) {
        Value x = b.input("images", TensorType.of(ElementType.FLOAT32, batch, 1, 32, 32));
        x = pool(b, b.unary(UnaryFunction.TANH, convolution(b, "conv1", x, 6)));
        x = pool(b, b.unary(UnaryFunction.TANH, convolution(b, "conv2", x, 16)));
        x = b.reshape(x, Shape.of(batch, 400));
        x = b.unary(UnaryFunction.TANH, dense(b, "fc1", x, 120));
        x = b.unary(UnaryFunction.TANH, dense(b, "fc2", x, 84));
        return dense(b, "fc3", x, 10);
    }

    private Value convolution(GraphBuilder b, String name, Value x, long filters) {
        Value w = b.read(parameter(name + ".weight", filters, x.shape().dim(1), 5, 5));
        Value y = b.convolution(x, w, ConvolutionGeometry.unit(2));
        return b.add(y, b.perChannel(b.read(parameter(name + ".bias", filters)), y.shape()));
    }

    private Value dense(GraphBuilder b, String name, Value x, long units) {
        Value w = b.read(parameter(name + ".weight", units, x.shape().dim(1)));
        Value y = b.matmul(x, w, false, true);
        return b.add(y, b.perChannel(b.read(parameter(name + ".bias", units)), y.shape()));
    }

    private static Value pool(GraphBuilder b, Value x) {
        return b.maxPool(x, PoolingWindow.of(List.of(2, 2), List.of(2, 2)));
    }

    private Variable parameter(String name, long... dims) {
        return variable(name, Variable.Role.PARAMETER, Shape.of(dims));
    }

    private Variable variable(String name, Variable.Role role, Shape shape) {
        return variables.computeIfAbsent(
                name, key -> new Variable(key, new TensorType(ElementType.FLOAT32, shape), role));
    }

    /** Closes what was fed. */
    static void close(Feed feed) {
        new ArrayList<>(feed.tensors().values()).forEach(Tensor::close);
    }
}
