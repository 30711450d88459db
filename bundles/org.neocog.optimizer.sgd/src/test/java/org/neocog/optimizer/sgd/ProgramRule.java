package org.neocog.optimizer.sgd;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.optimizer.UpdateRule;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.TensorType;

/** One parameter of a program in float64: learning rate and step are inputs, slots are variables. */
final class ProgramRule implements UpdateRule {
    private static final TensorType SCALAR = TensorType.scalar(ElementType.FLOAT64);

    private final GraphBuilder builder;
    private final Variable parameter;
    private final List<Variable> variables;
    private final Map<Value, Variable> slots = new LinkedHashMap<>();

    ProgramRule(GraphBuilder builder, Variable parameter, List<Variable> variables) {
        this.builder = builder;
        this.parameter = parameter;
        this.variables = variables;
    }

    @Override
    public GraphBuilder graph() {
        return builder;
    }

    @Override
    public Value learningRate() {
        return builder.input("rate", SCALAR);
    }

    @Override
    public Value step() {
        return builder.input("step", SCALAR);
    }

    @Override
    public Value slot(String name, double initial) {
        if (initial != 0) {
            throw new IllegalArgumentException("this rule's slots start at 0, but initial=" + initial);
        }
        Variable slot = new Variable(parameter.name() + "#" + name, parameter.type(), Role.SLOT);
        variables.add(slot);
        Value value = builder.read(slot);
        slots.put(value, slot);
        return value;
    }

    @Override
    public void update(Value slot, Value next) {
        builder.update(slots.get(slot), next);
    }
}
