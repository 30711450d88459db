package org.neocog.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.neocog.backend.Snapshot;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;
import org.neocog.tensor.Tensor;

/** Whether stored tensors are the variables of a program. */
final class StateFit {
    private StateFit() {}

    /**
     * The tensors that are variables of the program, borrowed from {@code state}.
     *
     * @param whole whether the state may hold nothing else, slots of an optimizer ({@code conv1.weight#momentum}) excepted
     * @param problems told what is missing, of another type, or too much
     */
    static Snapshot of(Program program, Snapshot state, boolean whole, List<String> problems) {
        Map<String, Tensor> used = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        for (Variable variable : program.variables()) {
            String name = variable.name();
            expected.add(name);
            Tensor tensor = state.tensors().get(name);
            if (tensor == null) {
                problems.add(name + " is missing");
            } else if (!tensor.type().equals(variable.type())) {
                problems.add(name + " is " + tensor.type() + ", expected " + variable.type());
            } else {
                used.put(name, tensor);
            }
        }
        if (whole) {
            state.tensors().keySet().stream()
                    .filter(name -> !expected.contains(name) && !name.contains("#"))
                    .forEach(name -> problems.add(name + " is not part of the model"));
        }
        return new Snapshot(used);
    }
}
