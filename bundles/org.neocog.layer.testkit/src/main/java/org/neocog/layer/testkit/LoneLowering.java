package org.neocog.layer.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.layer.Initialization;
import org.neocog.layer.Lowering;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.neocog.tensor.TensorType;

/** One layer by itself: its variables are inputs of the graph, so that a test says what they are. */
final class LoneLowering implements Lowering {
    static final Location PLACE = new Location("layer.yaml", 1, 1);
    static final String RANDOM_STATE = "random";

    private final GraphBuilder builder;
    private final boolean training;
    private final ElementType element;
    private final String title;
    private final Map<String, Declared> declared = new LinkedHashMap<>();
    private final Map<Value, Value> updates = new LinkedHashMap<>();
    private int sites;

    /** What a declared variable is for. */
    enum Role {
        PARAMETER,
        FROZEN,
        STATISTIC
    }

    /** A variable. Equal if it is declared the same way: its value is another one in each graph. */
    record Declared(TensorType type, Role role, Initialization initialization) {}

    LoneLowering(GraphBuilder builder, boolean training, ElementType element, String title) {
        this.builder = builder;
        this.training = training;
        this.element = element;
        this.title = title;
    }

    Map<String, Declared> declared() {
        return declared;
    }

    Map<Value, Value> updates() {
        return updates;
    }

    @Override
    public GraphBuilder graph() {
        return builder;
    }

    @Override
    public boolean training() {
        return training;
    }

    @Override
    public Value parameter(String name, Shape shape, Initialization initialization) {
        return declare(name, new Declared(new TensorType(element, shape), Role.PARAMETER, initialization));
    }

    @Override
    public Value frozen(String name, Shape shape, Initialization initialization) {
        return declare(name, new Declared(new TensorType(element, shape), Role.FROZEN, initialization));
    }

    @Override
    public Value statistic(String name, Shape shape, double initial) {
        return declare(
                name, new Declared(new TensorType(element, shape), Role.STATISTIC, Initialization.constant(initial)));
    }

    private Value declare(String name, Declared now) {
        Declared first = declared.putIfAbsent(name, now);
        if (first != null && !first.equals(now)) {
            throw new AssertionError(title + ": a variable must be declared the same way each time, but variable="
                    + name + ", first=" + first + ", now=" + now + ".");
        }
        return builder.input(name, now.type());
    }

    @Override
    public void update(Value statistic, Value next) {
        if (!statistic.type().equals(next.type())) {
            throw new AssertionError(title + ": an update must have the type of its statistic, but statistic="
                    + statistic + ", update=" + next + ".");
        }
        if (training) {
            updates.put(statistic, next);
        }
    }

    @Override
    public Value random(Shape shape) {
        if (!training) {
            throw new AssertionError(title + ": random numbers are for training, but training=false.");
        }
        Value state = builder.input(RANDOM_STATE, TensorType.of(ElementType.INT64, 2));
        return builder.randomUniform(state, element, shape, sites++);
    }

    @Override
    public ConfigException reject(String label, String rule, String cure, Object... namesAndValues) {
        StringBuilder text = new StringBuilder(title).append(": ").append(rule);
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            text.append(i == 0 ? ", but " : ", ")
                    .append(namesAndValues[i])
                    .append('=')
                    .append(namesAndValues[i + 1]);
        }
        text.append(". ").append(cure).append(" [").append(label).append(']');
        return new ConfigException(PLACE, text.toString());
    }
}
