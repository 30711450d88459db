package org.neocog.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.neocog.backend.Snapshot;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Problem;
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
        return of(program, variable -> true, state, whole, problems);
    }

    private static Snapshot of(
            Program program, Predicate<Variable> wanted, Snapshot state, boolean whole, List<String> problems) {
        Map<String, Tensor> used = new LinkedHashMap<>();
        List<String> expected = new ArrayList<>();
        for (Variable variable : program.variables()) {
            String name = variable.name();
            expected.add(name);
            Tensor tensor = state.tensors().get(name);
            if (!wanted.test(variable)) {
                continue;
            }
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

    /**
     * The parameters and statistics of the program, borrowed from {@code weights}.
     *
     * @param whole whether the weights may hold nothing else, slots excepted
     * @throws ConfigException with everything that does not fit
     */
    static Snapshot ofWeights(Program program, Snapshot weights, boolean whole) {
        return ofWeights(program, weights, whole, name -> false);
    }

    /** As above. @param excepted names that are not looked for */
    static Snapshot ofWeights(Program program, Snapshot weights, boolean whole, Predicate<String> excepted) {
        List<String> problems = new ArrayList<>();
        Snapshot used = of(
                program,
                variable -> (variable.role() == Variable.Role.PARAMETER || variable.role() == Variable.Role.STATISTIC)
                        && !excepted.test(variable.name()),
                weights,
                whole,
                problems);
        if (!problems.isEmpty()) {
            List<Problem> all = new ArrayList<>();
            Location place = Location.origin("weights");
            all.add(new Problem(
                    place,
                    "must fit the model, but " + problems.size() + (problems.size() == 1 ? " does" : " do") + " not. "
                            + cure(program, weights)));
            problems.forEach(problem -> all.add(new Problem(place, problem)));
            throw new ConfigException(all);
        }
        return used;
    }

    /** Tells of a prefix that every name has, and that would make one fit, or of a dense layer that would. */
    private static String cure(Program program, Snapshot weights) {
        for (Variable variable : program.variables()) {
            for (String name : weights.tensors().keySet()) {
                String prefix = name.substring(
                        0, Math.max(0, name.length() - variable.name().length()));
                boolean all = !prefix.isEmpty()
                        && name.endsWith(variable.name())
                        && weights.tensors().keySet().stream().allMatch(other -> other.startsWith(prefix));
                if (all) {
                    return "Every name in the file begins with \"" + prefix + "\": use -s weights.strip-prefix="
                            + prefix;
                }
            }
        }
        for (Variable variable : program.variables()) {
            Tensor tensor = weights.tensors().get(variable.name());
            if (tensor != null
                    && Weights.isDenseOfConvolution(
                            tensor.shape(), variable.type().shape())) {
                return "A convolution can take the weight of a dense layer: use -s weights.dense-as-convolution=true";
            }
        }
        return "Use weights of this model, or change the model.";
    }
}
