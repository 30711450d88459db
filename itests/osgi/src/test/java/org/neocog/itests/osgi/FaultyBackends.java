package org.neocog.itests.osgi;

import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import org.neocog.backend.Backend;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.DeviceInfo;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.MemoryReport;
import org.neocog.backend.Snapshot;
import org.neocog.backend.Step;
import org.neocog.graph.Graph;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Node;
import org.neocog.graph.Program;
import org.neocog.graph.SourceOp;
import org.neocog.graph.Value;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;

/** The reference backend with a fault, as services. */
final class FaultyBackends {
    private static final long HANG_SECONDS = 120;

    private FaultyBackends() {}

    /** All results of one op are too large by a factor. */
    static ServiceRegistration<Backend> wrong(String name, String op, double factor) throws InvalidSyntaxException {
        return register(
                name,
                new Faulty(
                        reference(),
                        program -> new Program(
                                program.variables(),
                                program.graphs().stream()
                                        .map(graph -> wrong(graph, op, factor))
                                        .toList()),
                        step -> {}));
    }

    /** Stands still in a step until it is closed. */
    static Hanging hanging(String name, long inStep) throws InvalidSyntaxException {
        CountDownLatch end = new CountDownLatch(1);
        Faulty backend = new Faulty(reference(), program -> program, step -> {
            if (step == inStep) {
                try {
                    end.await(HANG_SECONDS, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        });
        return new Hanging(register(name, backend), end);
    }

    /** A backend that stands still. */
    record Hanging(ServiceRegistration<Backend> registration, CountDownLatch end) implements AutoCloseable {
        @Override
        public void close() {
            end.countDown();
            registration.unregister();
        }
    }

    private static Backend reference() throws InvalidSyntaxException {
        var reference = InnerFramework.context()
                .getServiceReferences(Backend.class, "(" + Backend.NAME + "=reference)")
                .iterator()
                .next();
        return InnerFramework.context().getService(reference);
    }

    private static ServiceRegistration<Backend> register(String name, Backend backend) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Backend.NAME, name);
        properties.put(Backend.DEVICE, "cpu");
        return InnerFramework.context().registerService(Backend.class, backend, properties);
    }

    private static Graph wrong(Graph graph, String op, double factor) {
        GraphBuilder b = new GraphBuilder(graph.name());
        Map<Value, Value> copies = new HashMap<>();
        for (Node node : graph.nodes()) {
            List<Value> results;
            if (node.op() instanceof SourceOp.Input input) {
                results = List.of(b.input(input.input(), input.type()));
            } else if (node.op() instanceof SourceOp.Read read) {
                results = List.of(b.read(read.variable()));
            } else {
                results = b.add(
                                node.op(),
                                node.inputs().stream().map(copies::get).toList())
                        .outputs();
            }
            for (int i = 0; i < results.size(); i++) {
                boolean isWrong = node.op().name().equals(op);
                copies.put(node.output(i), isWrong ? b.scale(results.get(i), factor) : results.get(i));
            }
        }
        graph.outputs().forEach((name, value) -> b.output(name, copies.get(value)));
        graph.updates().forEach((variable, value) -> b.update(variable, copies.get(value)));
        return b.build();
    }

    /** Changes programs before they are compiled, and is called before each step of an executable, from 0 on. */
    private record Faulty(Backend inner, UnaryOperator<Program> rewrite, LongConsumer beforeStep) implements Backend {
        @Override
        public DeviceInfo device() {
            return inner.device();
        }

        @Override
        public Executable compile(Program program, CompileOptions options) {
            Executable executable = inner.compile(rewrite.apply(program), options);
            return new Executable() {
                private long steps;

                @Override
                public void restore(Snapshot state) {
                    executable.restore(state);
                }

                @Override
                public Step run(String graph, Feed feed) {
                    beforeStep.accept(steps++);
                    return executable.run(graph, feed);
                }

                @Override
                public Snapshot snapshot() {
                    return executable.snapshot();
                }

                @Override
                public MemoryReport memory() {
                    return executable.memory();
                }

                @Override
                public void close() {
                    executable.close();
                }
            };
        }
    }
}
