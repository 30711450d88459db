package org.neocog.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.config.ConfigException;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.GraphException;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.layer.Lowering;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** One lowering of one network: collects what its layers declare. */
final class ModelLowering {
    private final GraphBuilder builder;
    private final boolean training;
    private final Predicate<String> settled;
    private final Map<String, Declared> declared = new LinkedHashMap<>();
    private final Map<Variable, Value> updates = new LinkedHashMap<>();
    private int sites;

    private record Declared(DeclaredVariable variable, BoundLayer by) {}

    /** @param settled the names of layers that are lowered as in evaluation */
    ModelLowering(GraphBuilder builder, boolean training, Predicate<String> settled) {
        this.builder = builder;
        this.training = training;
        this.settled = settled;
    }

    List<DeclaredVariable> variables() {
        return declared.values().stream().map(Declared::variable).toList();
    }

    Map<Variable, Value> updates() {
        return updates;
    }

    Value lower(BoundLayer layer, List<Value> inputs) {
        List<Value> output = new ArrayList<>();
        OfLayer lowering = new OfLayer(layer, inputs.get(0).element());
        try {
            builder.inScope(layer.name(), () -> output.add(layer.spec().lower(lowering, inputs)));
        } catch (GraphException refusal) {
            ConfigException named = new ConfigException(layer.location(), layer.title() + ": " + refusal.getMessage());
            named.initCause(refusal);
            throw named;
        } catch (ConfigException refusal) {
            throw refusal;
        } catch (RuntimeException failure) {
            throw new IllegalStateException(
                    layer.title() + ": a layer must not throw but by reject, but thrown=" + failure
                            + " Tell the vendor of the layer.",
                    failure);
        }
        return output.get(0);
    }

    /** What one layer sees. */
    private final class OfLayer implements Lowering {
        private final BoundLayer layer;
        private final ElementType element;
        private final Map<Value, Variable> statistics = new HashMap<>();

        OfLayer(BoundLayer layer, ElementType element) {
            this.layer = layer;
            this.element = element;
        }

        @Override
        public GraphBuilder graph() {
            return builder;
        }

        @Override
        public boolean training() {
            return training && !settled.test(layer.name());
        }

        @Override
        public Value parameter(String name, Shape shape, Initialization initialization) {
            return builder.read(declare(name, shape, Variable.Role.PARAMETER, initialization));
        }

        @Override
        public Value frozen(String name, Shape shape, Initialization initialization) {
            return builder.read(declare(name, shape, Variable.Role.STATISTIC, initialization));
        }

        @Override
        public Value statistic(String name, Shape shape, double initial) {
            Variable variable = declare(name, shape, Variable.Role.STATISTIC, Initialization.constant(initial));
            Value value = builder.read(variable);
            statistics.put(value, variable);
            return value;
        }

        private Variable declare(String name, Shape shape, Variable.Role role, Initialization initialization) {
            Variable variable = new Variable(layer.name() + "." + name, new TensorType(element, shape), role);
            DeclaredVariable now = new DeclaredVariable(variable, initialization);
            Declared first = declared.putIfAbsent(variable.name(), new Declared(now, layer));
            if (first != null && first.by() != layer) {
                throw reject(
                        "C5",
                        "no two layers must declare the same variable",
                        "Rename one of the layers.",
                        "variable",
                        variable.name(),
                        "first",
                        first.by().title());
            }
            if (first != null && !first.variable().equals(now)) {
                throw reject(
                        "C5",
                        "a variable must be declared the same way each time",
                        "Tell the vendor of the layer.",
                        "first",
                        first.variable().variable(),
                        "now",
                        variable);
            }
            return variable;
        }

        @Override
        public void update(Value statistic, Value next) {
            Variable variable = statistics.get(statistic);
            if (variable == null) {
                throw new IllegalArgumentException("only a statistic of the same layer can be updated, but value="
                        + statistic + ". Pass what statistic() gave.");
            }
            if (!next.type().equals(variable.type())) {
                throw reject(
                        "C5",
                        "an update must have the type of its statistic",
                        "Tell the vendor of the layer.",
                        "statistic",
                        variable,
                        "update",
                        next.type());
            }
            if (training()) {
                updates.put(variable, next);
            }
        }

        @Override
        public Value random(Shape shape) {
            if (!training()) {
                throw new IllegalStateException(
                        "random numbers are for training, but training=false. Ask training() first.");
            }
            Value state = builder.input(Model.RANDOM_STATE, TensorType.of(ElementType.INT64, 2));
            return builder.randomUniform(state, element, shape, sites++);
        }

        @Override
        public ConfigException reject(String label, String rule, String cure, Object... namesAndValues) {
            return layer.reject(label, rule, cure, namesAndValues);
        }
    }
}
