package org.neocog.backend.testkit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Feed;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Autodiff;
import org.neocog.graph.ConvolutionGeometry;
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

/** Small networks with their training step, as programs of ops. */
public final class Nets {
    private static final double EPSILON = 1e-5;

    private final int batch;
    private final Shape image;
    private final UnaryFunction activation;
    private final boolean training;
    private final GraphBuilder b;
    private final Map<String, Variable> variables = new LinkedHashMap<>();

    private Nets(int batch, Shape image, UnaryFunction activation) {
        this(batch, image, activation, true);
    }

    private Nets(int batch, Shape image, UnaryFunction activation, boolean training) {
        this.training = training;
        b = new GraphBuilder(training ? "train" : "evaluate");
        this.batch = batch;
        this.image = image;
        this.activation = activation;
    }

    /** LeNet-5 on 28x28 images, padded in the first convolution, with maxima. */
    public static Program lenet(int batch, UnaryFunction activation) {
        Nets net = new Nets(batch, Shape.of(1, 28, 28), activation);
        Value x = net.images();
        x = net.pool(net.activate(net.convolution("conv1", x, 6, 5, 1, 2, true)));
        x = net.pool(net.activate(net.convolution("conv2", x, 16, 5, 1, 0, true)));
        x = net.b.reshape(x, Shape.of(batch, 400));
        x = net.activate(net.dense("fc1", x, 120));
        x = net.activate(net.dense("fc2", x, 84));
        return net.train(net.dense("fc3", x, 10));
    }

    /** A residual net for images of 32x32 with {@code blocks} blocks in each of three stages; 3 make ResNet-20. */
    public static Program resnet(int batch, int blocks, int width) {
        return resnet(batch, blocks, width, UnaryFunction.RELU);
    }

    /** The same with another activation: gradients of a smooth one do not jump. */
    public static Program resnet(int batch, int blocks, int width, UnaryFunction activation) {
        Nets net = new Nets(batch, Shape.of(3, 32, 32), activation);
        return net.train(net.residual(blocks, width));
    }

    /** The same net with the statistics of its variables; the only graph is "evaluate". */
    public static Program resnetEvaluation(int batch, int blocks, int width) {
        Nets net = new Nets(batch, Shape.of(3, 32, 32), UnaryFunction.RELU, false);
        net.b.output("logits", net.residual(blocks, width));
        return new Program(List.copyOf(net.variables.values()), List.of(net.b.build()));
    }

    private Value residual(int blocks, int width) {
        Value x = activate(normalize("bn1", convolution("conv1", images(), width, 3, 1, 1, false)));
        for (int stage = 0; stage < 3; stage++) {
            for (int block = 0; block < blocks; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                x = block("layer" + stage + "." + block, x, (long) width << stage, stride);
            }
        }
        x = b.averagePool(x, PoolingWindow.of(List.of(8, 8), List.of(8, 8)), true);
        x = b.reshape(x, Shape.of(batch, (long) width << 2));
        return dense("fc", x, 10);
    }

    private Value block(String name, Value x, long channels, int stride) {
        Value y = convolution(name + ".conv1", x, channels, 3, stride, 1, false);
        y = activate(normalize(name + ".bn1", y));
        y = normalize(name + ".bn2", convolution(name + ".conv2", y, channels, 3, 1, 1, false));
        Value shortcut = x;
        if (stride > 1) {
            shortcut = normalize(name + ".bn3", convolution(name + ".conv3", x, channels, 1, stride, 0, false));
        }
        return activate(b.add(y, shortcut));
    }

    private Value images() {
        return b.input(
                "images", new TensorType(ElementType.FLOAT32, Shape.of(batch).concat(image)));
    }

    private Value activate(Value x) {
        return b.unary(activation, x);
    }

    private Value pool(Value x) {
        return b.maxPool(x, PoolingWindow.of(List.of(2, 2), List.of(2, 2)));
    }

    private Value convolution(String name, Value x, long filters, long kernel, int stride, int pad, boolean bias) {
        Value w = b.read(parameter(name + ".weight", filters, x.shape().dim(1), kernel, kernel));
        ConvolutionGeometry geometry = ConvolutionGeometry.unit(2)
                .withStrides(stride, stride)
                .withPadding(List.of(pad, pad), List.of(pad, pad));
        Value y = b.convolution(x, w, geometry);
        return bias ? b.add(y, b.perChannel(b.read(parameter(name + ".bias", filters)), y.shape())) : y;
    }

    private Value normalize(String name, Value x) {
        long channels = x.shape().dim(1);
        Value scale = b.read(parameter(name + ".weight", channels));
        Value offset = b.read(parameter(name + ".bias", channels));
        Variable mean = variable(name + ".mean", Variable.Role.STATISTIC, Shape.of(channels));
        if (!training) {
            Variable variance = variable(name + ".variance", Variable.Role.STATISTIC, Shape.of(channels));
            return b.batchNormalizationInference(x, scale, offset, b.read(mean), b.read(variance), EPSILON);
        }
        List<Value> results = b.batchNormalizationTraining(x, scale, offset, EPSILON);
        b.update(mean, b.add(b.scale(b.read(mean), 0.9), b.scale(results.get(1), 0.1)));
        return results.get(0);
    }

    private Value dense(String name, Value x, long units) {
        Value w = b.read(parameter(name + ".weight", units, x.shape().dim(1)));
        Value y = b.matmul(x, w, false, true);
        return b.add(y, b.perChannel(b.read(parameter(name + ".bias", units)), y.shape()));
    }

    private Program train(Value logits) {
        Value labels = b.input("labels", TensorType.of(ElementType.INT32, batch));
        Value loss = b.mean(b.softmaxCrossEntropy(logits, labels));
        b.output("loss", loss);
        Value rate = b.input("rate", TensorType.scalar(ElementType.FLOAT32));
        List<Variable> parameters = variables.values().stream()
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .toList();
        List<Value> gradients =
                Autodiff.gradients(b, loss, parameters.stream().map(b::read).toList());
        for (int i = 0; i < parameters.size(); i++) {
            Variable parameter = parameters.get(i);
            Shape shape = parameter.type().shape();
            Variable slot = variable(parameter.name() + "#momentum", Variable.Role.SLOT, shape);
            Value decayed = b.add(gradients.get(i), b.scale(b.read(parameter), 1e-4));
            Value velocity = b.add(b.scale(b.read(slot), 0.9), decayed);
            b.update(slot, velocity);
            b.update(parameter, b.subtract(b.read(parameter), b.multiply(b.broadcastScalar(rate, shape), velocity)));
            if (batch <= 16) {
                b.output("gradient of " + parameter.name(), gradients.get(i));
            }
        }
        return new Program(List.copyOf(variables.values()), List.of(b.build()));
    }

    private Variable parameter(String name, long... dims) {
        return variable(name, Variable.Role.PARAMETER, Shape.of(dims));
    }

    private Variable variable(String name, Variable.Role role, Shape shape) {
        return variables.computeIfAbsent(
                name, key -> new Variable(key, new TensorType(ElementType.FLOAT32, shape), role));
    }

    // ---- data

    /** Random images. The caller closes the tensor. */
    public static Feed images(BufferAllocator allocator, Program program, Philox.Stream random) {
        Tensor images = Tensor.allocate(allocator, program.graphs().get(0).inputType("images"));
        for (long i = 0; i < images.size(); i++) {
            images.setDouble(i, random.uniform(-1, 1));
        }
        return new Feed().put("images", images);
    }

    /** Random images, labels and a learning rate. The caller closes the tensors. */
    public static Feed feed(BufferAllocator allocator, Program program, long seed, double rate) {
        Philox.Stream random = Philox.stream(seed, 1, 0);
        Feed feed = images(allocator, program, random);
        Tensor labels = Tensor.allocate(allocator, program.graphs().get(0).inputType("labels"));
        for (long i = 0; i < labels.size(); i++) {
            labels.setDouble(i, random.nextInt(10));
        }
        Tensor scalar = Tensor.allocate(allocator, TensorType.scalar(ElementType.FLOAT32));
        scalar.setDouble(0, rate);
        return feed.put("labels", labels).put("rate", scalar);
    }

    public static void close(Feed feed) {
        new ArrayList<>(feed.tensors().values()).forEach(Tensor::close);
    }

    /** He-uniform weights, scales of 1, the rest 0. */
    public static Snapshot initial(BufferAllocator allocator, Program program, long seed) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Variable variable : program.variables()) {
            Tensor tensor = Tensor.zeros(allocator, variable.type());
            Shape shape = variable.type().shape();
            Philox.Stream random = Philox.stream(seed, 2, tensors.size());
            double bound = shape.rank() < 2 ? 0 : Math.sqrt(6.0 * shape.dim(0) / shape.size());
            boolean scale = shape.rank() == 1 && variable.name().endsWith(".weight");
            for (long i = 0; i < tensor.size() && variable.role() == Variable.Role.PARAMETER; i++) {
                tensor.setDouble(i, scale ? 1 : random.uniform(-bound, bound));
            }
            for (long i = 0; i < tensor.size() && variable.name().endsWith(".variance"); i++) {
                tensor.setDouble(i, random.uniform(0.5, 2));
            }
            tensors.put(variable.name(), tensor);
        }
        return new Snapshot(tensors);
    }
}
