package org.neocog.run;

import java.util.ArrayList;
import java.util.List;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Problem;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.NamePattern;
import org.neocog.experiment.ParameterGroup;
import org.neocog.graph.Variable;
import org.neocog.optimizer.Optimizer;

/** Which optimizer updates which parameter, with which share of the learning rate, and what stays as it is. */
final class ParameterGroups {
    private final Member all;
    private final List<Group> groups;
    private final List<String> freeze;
    private final Location freezeAt;

    /**
     * How a parameter is updated.
     *
     * @param rateFactor factor of the run's learning rate
     */
    record Member(Optimizer optimizer, double rateFactor) {}

    private record Group(ParameterGroup config, Member member) {}

    private ParameterGroups(Member all, List<Group> groups, List<String> freeze, Location freezeAt) {
        this.all = all;
        this.groups = groups;
        this.freeze = freeze;
        this.freezeAt = freezeAt;
    }

    /** Makes the optimizers of all groups. */
    static ParameterGroups of(Experiment experiment, PlugIns plugIns) {
        Optimizer base = plugIns.optimizer(experiment.optimizer().type());
        List<Group> groups = new ArrayList<>();
        for (ParameterGroup config : experiment.optimizer().groups()) {
            Optimizer own = plugIns.optimizer(config.optimizer());
            double factor = config.rateFactor() * own.learningRate() / base.learningRate();
            groups.add(new Group(config, new Member(own, factor)));
        }
        return new ParameterGroups(
                new Member(base, 1),
                groups,
                experiment.transfer().freeze(),
                experiment.resolved().location());
    }

    /** The same optimizer for everything. */
    static ParameterGroups of(Optimizer optimizer) {
        return new ParameterGroups(new Member(optimizer, 1), List.of(), List.of(), Location.NONE);
    }

    /** The learning rate that factors refer to. */
    double learningRate() {
        return all.optimizer().learningRate();
    }

    Member of(String parameter) {
        for (Group group : groups) {
            if (NamePattern.matchesAny(group.config().match(), parameter)) {
                return group.member();
            }
        }
        return all;
    }

    /** Whether a parameter or statistic stays as it is. */
    boolean isFrozen(String variable) {
        if (NamePattern.matchesAny(freeze, variable)) {
            return true;
        }
        for (Group group : groups) {
            if (NamePattern.matchesAny(group.config().match(), variable)) {
                return group.config().frozen();
            }
        }
        return false;
    }

    /**
     * Checks that each pattern matches something.
     *
     * @throws ConfigException with those that don't
     */
    void requireMatches(List<Variable> variables) {
        List<Problem> problems = new ArrayList<>();
        for (Group group : groups) {
            for (String pattern : group.config().match()) {
                require(pattern, "optimizer.groups: match", group.config().location(), variables, problems);
            }
        }
        freeze.forEach(pattern -> require(pattern, "model.freeze:", freezeAt, variables, problems));
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static void require(
            String pattern, String where, Location place, List<Variable> variables, List<Problem> problems) {
        List<String> names = variables.stream()
                .filter(variable -> variable.role() != Variable.Role.SLOT)
                .map(Variable::name)
                .toList();
        if (names.stream().noneMatch(name -> NamePattern.matches(pattern, name))) {
            String some = String.join(", ", names.subList(0, Math.min(4, names.size())));
            problems.add(new Problem(
                    place,
                    where + " must match a variable of the model, but \"" + pattern + "\" matches none of "
                            + names.size() + ". Names are such as " + some + "; * stands for any characters."));
        }
    }
}
