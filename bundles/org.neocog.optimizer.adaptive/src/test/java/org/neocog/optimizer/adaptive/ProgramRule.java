package org.neocog.optimizer.adaptive;

import java.util.LinkedHashMap;
import java.util.Map;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.graph.Variable.Role;
import org.neocog.optimizer.UpdateRule;
import org.neocog.tensor.TensorType;

/** One parameter of a program: learning rate and step are inputs, slots are variables whose first values are collected. */
final class ProgramRule implements UpdateRule {
    private final GraphBuilder builder;
    private final Variable parameter;
    private final Map<Variable, Double> slots;
    private final Map<Value, Variable> declared = new LinkedHashMap<>();

    ProgramRule(GraphBuilder builder, Variable parameter, Map<Variable, Double> slots) {
        this.builder = builder;
        this.parameter = parameter;
        this.slots = slots;
    }

    @Override
    public GraphBuilder graph() {
        return builder;
    }

    @Override
    public Value learningRate() {
        return builder.input("rate", TensorType.scalar(parameter.type().element()));
    }

    @Override
    public Value step() {
        return builder.input("step", TensorType.scalar(parameter.type().element()));
    }

    @Override
    public Value slot(String name, double initial) {
        Variable slot = new Variable(parameter.name() + "#" + name, parameter.type(), Role.SLOT);
        slots.put(slot, initial);
        Value value = builder.read(slot);
        declared.put(value, slot);
        return value;
    }

    @Override
    public void update(Value slot, Value next) {
        builder.update(declared.get(slot), next);
    }
}
