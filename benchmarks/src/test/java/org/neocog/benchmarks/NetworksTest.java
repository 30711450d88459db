package org.neocog.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.Shape;

class NetworksTest {
    /** Parameters as published, but that of ResNet-20: its shortcuts are convolutions of one pixel, and its normalization has them too. */
    @ParameterizedTest
    @CsvSource({
        "lenet-mnist, loss, 61706",
        "resnet20-cifar, loss, 272474",
        "resnet50-train, loss, 25557032",
        "resnet50-infer, scores, 25557032",
        "vgg16-infer, scores, 138357544",
        "alexnet-train, loss, 61100840"
    })
    void areThoseThatAreKnown(String name, String output, long parameters) {
        Task task = Task.of(name);
        Program program = Networks.program(task, 2);
        assertEquals(
                parameters,
                program.variables().stream()
                        .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                        .mapToLong(variable -> variable.type().shape().size())
                        .sum());
        Shape shape = program.graphs().get(0).outputs().get(output).shape();
        assertEquals(task.training() ? Shape.scalar() : Shape.of(2, task.classes()), shape);
    }
}
