package org.neocog.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.graph.Autodiff;
import org.neocog.graph.ConvolutionGeometry;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.PoolingWindow;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** The measured networks as programs of one graph: "step", with inputs "images" and "labels", and output "loss" or "scores". */
final class Networks {
    private static final double EPSILON = 1e-5;
    private static final double MOMENTUM = 0.9;
    private static final double RATE = 0.01;
    /** AlexNet without dropout diverges at the rate of the others, and NaN is not what is to be measured. */
    private static final double ALEXNET_RATE = 0.0001;

    private static final double STATISTIC_SHARE = 0.1;

    private final GraphBuilder b = new GraphBuilder("step");
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Task task;
    private final int batch;

    private Networks(Task task, int batch) {
        this.task = task;
        this.batch = batch;
    }

    static Program program(Task task, int batch) {
        Networks net = new Networks(task, batch);
        Value images = net.b.input(
                "images", TensorType.of(ElementType.FLOAT32, batch, task.channels(), task.size(), task.size()));
        Value logits = switch (task.network()) {
            case "lenet5" -> net.lenet(images);
            case "resnet20" -> net.resnet20(images);
            case "resnet50" -> net.resnet50(images);
            case "vgg16" -> net.vgg16(images);
            default -> net.alexnet(images);
        };
        if (task.training()) {
            net.train(logits);
        } else {
            net.b.output("scores", logits);
        }
        return new Program(List.copyOf(net.variables.values()), List.of(net.b.build()));
    }

    // ---- networks

    private Value lenet(Value images) {
        Value x = pool(relu(convolution(images, 6, 5, 1, 2, true)), 2, 2, 0);
        x = pool(relu(convolution(x, 16, 5, 1, 0, true)), 2, 2, 0);
        x = relu(dense(flat(x), 120));
        return dense(relu(dense(x, 84)), task.classes());
    }

    private Value resnet20(Value images) {
        Value x = relu(normalized(images, 16, 3, 1, 1));
        for (int stage = 0; stage < 3; stage++) {
            int width = 16 << stage;
            for (int block = 0; block < 3; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                Value y = relu(normalized(x, width, 3, stride, 1));
                y = normalized(y, width, 3, 1, 1);
                Value shortcut = stride == 1 ? x : normalized(x, width, 1, stride, 0);
                x = relu(b.add(y, shortcut));
            }
        }
        return dense(mean(x), task.classes());
    }

    private Value resnet50(Value images) {
        Value x = pool(relu(normalized(images, 64, 7, 2, 3)), 3, 2, 1);
        int[] blocks = {3, 4, 6, 3};
        for (int stage = 0; stage < 4; stage++) {
            int width = 64 << stage;
            for (int block = 0; block < blocks[stage]; block++) {
                int stride = stage > 0 && block == 0 ? 2 : 1;
                Value y = relu(normalized(x, width, 1, 1, 0));
                y = relu(normalized(y, width, 3, stride, 1));
                y = normalized(y, 4L * width, 1, 1, 0);
                Value shortcut = block == 0 ? normalized(x, 4L * width, 1, stride, 0) : x;
                x = relu(b.add(y, shortcut));
            }
        }
        return dense(mean(x), task.classes());
    }

    private Value vgg16(Value images) {
        Value x = images;
        int[][] stages = {{64, 2}, {128, 2}, {256, 3}, {512, 3}, {512, 3}};
        for (int[] stage : stages) {
            for (int i = 0; i < stage[1]; i++) {
                x = relu(convolution(x, stage[0], 3, 1, 1, true));
            }
            x = pool(x, 2, 2, 0);
        }
        x = relu(dense(flat(x), 4096));
        return dense(relu(dense(x, 4096)), task.classes());
    }

    private Value alexnet(Value images) {
        Value x = pool(relu(convolution(images, 64, 11, 4, 2, true)), 3, 2, 0);
        x = pool(relu(convolution(x, 192, 5, 1, 2, true)), 3, 2, 0);
        x = relu(convolution(x, 384, 3, 1, 1, true));
        x = relu(convolution(x, 256, 3, 1, 1, true));
        x = pool(relu(convolution(x, 256, 3, 1, 1, true)), 3, 2, 0);
        x = relu(dense(flat(x), 4096));
        return dense(relu(dense(x, 4096)), task.classes());
    }

    // ---- layers

    private Value relu(Value x) {
        return b.unary(UnaryFunction.RELU, x);
    }

    private Value pool(Value x, int size, int stride, int pad) {
        PoolingWindow window = PoolingWindow.of(List.of(size, size), List.of(stride, stride));
        return b.maxPool(x, window.withPadding(List.of(pad, pad), List.of(pad, pad)));
    }

    private Value mean(Value x) {
        int size = x.shape().intDim(2);
        Value mean = b.averagePool(x, PoolingWindow.of(List.of(size, size), List.of(1, 1)), true);
        return flat(mean);
    }

    private Value flat(Value x) {
        return b.reshape(x, Shape.of(batch, x.shape().size() / batch));
    }

    private Value convolution(Value x, long filters, long kernel, int stride, int pad, boolean bias) {
        String name = "convolution" + variables.size();
        Value w = b.read(parameter(name + ".weight", filters, x.shape().dim(1), kernel, kernel));
        ConvolutionGeometry geometry = ConvolutionGeometry.unit(2)
                .withStrides(stride, stride)
                .withPadding(List.of(pad, pad), List.of(pad, pad));
        Value y = b.convolution(x, w, geometry);
        return bias ? b.add(y, b.perChannel(b.read(parameter(name + ".bias", filters)), y.shape())) : y;
    }

    private Value normalized(Value input, long filters, long kernel, int stride, int pad) {
        Value x = convolution(input, filters, kernel, stride, pad, false);
        String name = "normalization" + variables.size();
        Value scale = b.read(parameter(name + ".weight", filters));
        Value offset = b.read(parameter(name + ".bias", filters));
        Variable mean = variable(name + ".mean", Variable.Role.STATISTIC, Shape.of(filters));
        Variable variance = variable(name + ".variance", Variable.Role.STATISTIC, Shape.of(filters));
        if (!task.training()) {
            return b.batchNormalizationInference(x, scale, offset, b.read(mean), b.read(variance), EPSILON);
        }
        List<Value> results = b.batchNormalizationTraining(x, scale, offset, EPSILON);
        updateStatistic(mean, results.get(1));
        updateStatistic(variance, results.get(2));
        return results.get(0);
    }

    private void updateStatistic(Variable statistic, Value now) {
        Value kept = b.scale(b.read(statistic), 1 - STATISTIC_SHARE);
        b.update(statistic, b.add(kept, b.scale(now, STATISTIC_SHARE)));
    }

    private Value dense(Value x, long units) {
        String name = "dense" + variables.size();
        Value w = b.read(parameter(name + ".weight", units, x.shape().dim(1)));
        Value y = b.matmul(x, w, false, true);
        return b.add(y, b.perChannel(b.read(parameter(name + ".bias", units)), y.shape()));
    }

    private void train(Value logits) {
        Value labels = b.input("labels", TensorType.of(ElementType.INT32, batch));
        Value loss = b.mean(b.softmaxCrossEntropy(logits, labels));
        b.output("loss", loss);
        List<Variable> parameters = variables.values().stream()
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .toList();
        List<Value> gradients =
                Autodiff.gradients(b, loss, parameters.stream().map(b::read).toList());
        double rate = task.network().equals("alexnet") ? ALEXNET_RATE : RATE;
        for (int i = 0; i < parameters.size(); i++) {
            Variable parameter = parameters.get(i);
            Shape shape = parameter.type().shape();
            Variable slot = variable(parameter.name() + "#momentum", Variable.Role.SLOT, shape);
            Value velocity = b.add(b.scale(b.read(slot), MOMENTUM), gradients.get(i));
            b.update(slot, velocity);
            b.update(parameter, b.subtract(b.read(parameter), b.scale(velocity, rate)));
        }
    }

    private Variable parameter(String name, long... dims) {
        return variable(name, Variable.Role.PARAMETER, Shape.of(dims));
    }

    private Variable variable(String name, Variable.Role role, Shape shape) {
        return variables.computeIfAbsent(
                name, key -> new Variable(key, new TensorType(ElementType.FLOAT32, shape), role));
    }
}
