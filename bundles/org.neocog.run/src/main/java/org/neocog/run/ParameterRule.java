package org.neocog.run;

import java.util.LinkedHashMap;
import java.util.Map;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.graph.GraphBuilder;
import org.neocog.graph.Value;
import org.neocog.graph.Variable;
import org.neocog.layer.Initialization;
import org.neocog.optimizer.UpdateRule;

/** What the optimizer sees of one parameter. */
final class ParameterRule implements UpdateRule {
    private final GraphBuilder builder;
    private final Variable parameter;
    private final Value learningRate;
    private final Value step;
    private final Map<String, DeclaredVariable> variables;
    private final Map<Value, Variable> slots = new LinkedHashMap<>();

    /** @param variables told of the slots */
    ParameterRule(
            GraphBuilder builder,
            Variable parameter,
            Value learningRate,
            Value step,
            Map<String, DeclaredVariable> variables) {
        this.builder = builder;
        this.parameter = parameter;
        this.learningRate = learningRate;
        this.step = step;
        this.variables = variables;
    }

    /** Updates the parameter. @return its next value */
    Value apply(ParameterGroups.Member member, Value value, Value gradient) {
        ParameterRule rule = member.rateFactor() == 1
                ? this
                : new ParameterRule(
                        builder, parameter, builder.scale(learningRate, member.rateFactor()), step, variables);
        Value next = member.optimizer().update(rule, value, gradient);
        builder.update(parameter, next);
        return next;
    }

    @Override
    public GraphBuilder graph() {
        return builder;
    }

    @Override
    public Value learningRate() {
        return learningRate;
    }

    @Override
    public Value step() {
        return step;
    }

    @Override
    public Value slot(String name, double initial) {
        Variable slot = new Variable(parameter.name() + "#" + name, parameter.type(), Variable.Role.SLOT);
        variables.putIfAbsent(slot.name(), new DeclaredVariable(slot, Initialization.constant(initial)));
        Value value = builder.read(slot);
        slots.put(value, slot);
        return value;
    }

    @Override
    public void update(Value slot, Value next) {
        Variable variable = slots.get(slot);
        if (variable == null) {
            throw new IllegalArgumentException("optimizer: update takes a value that slot() gave, but got " + slot
                    + " for parameter \"" + parameter.name() + "\". Declare it by slot first.");
        }
        builder.update(variable, next);
    }
}
