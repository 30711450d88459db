package org.neocog.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.architecture.ArchitectureTemplate;
import org.neocog.architecture.Model;
import org.neocog.architecture.Model.DeclaredVariable;
import org.neocog.architecture.ModelSpec;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.PlugInConfig;
import org.neocog.dataset.Dataset;
import org.neocog.experiment.DataSource;
import org.neocog.experiment.Experiment;
import org.neocog.experiment.ModelSection;
import org.neocog.experiment.Precision;
import org.neocog.graph.Variable;
import org.neocog.layer.LayerType;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Shape;
import org.osgi.framework.Bundle;
import org.osgi.framework.FrameworkUtil;

/** Finds out what a network is made of. */
final class Planner {
    private final Catalog catalog;
    private final Backends backends;

    Planner(Catalog catalog, Backends backends) {
        this.catalog = catalog;
        this.backends = backends;
    }

    Plan plan(Experiment experiment) {
        PlugIns plugIns = new PlugIns(catalog);
        DataSource data = experiment.data().train();
        ModelSpec network = plugIns.network(experiment);
        Model model = Model.of(network, catalog);
        Shape input = model.input() != null ? model.input() : imageShape(plugIns, data);
        Precision precision = experiment.train().precision();
        NetworkAnalysis analysis = new NetworkAnalysis(model, input, precision);
        ParameterGroups groups = ParameterGroups.of(experiment, plugIns);
        long slots = slots(groups, analysis.variables(), RunSettings.element(precision));
        Map<String, Plan.Part> parts = parts(experiment.model(), model, analysis);
        addRest(parts, experiment);
        return new Plan(
                experiment.name(),
                network,
                input,
                analysis.totals(),
                analysis.memory(data.batch(), slots),
                analysis.layers(),
                warnings(analysis, experiment),
                List.copyOf(parts.values()),
                trainable(groups, analysis.variables()),
                RatePlan.of(experiment, plugIns, groups.learningRate()));
    }

    private static long trainable(ParameterGroups groups, List<DeclaredVariable> variables) {
        return variables.stream()
                .map(DeclaredVariable::variable)
                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                .filter(variable -> !groups.isFrozen(variable.name()))
                .mapToLong(variable -> variable.type().size())
                .sum();
    }

    private List<String> warnings(NetworkAnalysis analysis, Experiment experiment) {
        List<String> warnings = new ArrayList<>(analysis.warnings());
        backends.satisfying(experiment.backend().require())
                .choose(experiment.backend().prefer(), experiment.train().precision())
                .ifPresent(backend -> warnings.addAll(analysis.fallbacks(backend.name(), backend.backend())));
        return warnings;
    }

    /** Of a template alone: a batch of one image, and an optimizer with one slot, as SGD with momentum has. */
    Plan plan(ModelSection.Named architecture) {
        ModelSpec network = new PlugIns(catalog).network(architecture);
        Model model = Model.of(network, catalog);
        Shape input = model.input();
        PlugInConfig named = architecture.architecture();
        if (input == null) {
            throw new ConfigException(
                    named.location(),
                    "architecture \"" + named.type()
                            + "\" does not say what images it takes. Plan a config, whose data say it.");
        }
        NetworkAnalysis analysis = new NetworkAnalysis(model, input, Precision.FLOAT32);
        return new Plan(
                named.type(),
                network,
                input,
                analysis.totals(),
                analysis.memory(1, analysis.totals().parameters()),
                analysis.layers(),
                analysis.warnings(),
                List.copyOf(parts(architecture, model, analysis).values()));
    }

    private static Shape imageShape(PlugIns plugIns, DataSource source) {
        try (Dataset dataset = plugIns.dataset(source)) {
            return plugIns.pipeline(source, dataset).imageShape();
        }
    }

    /** The number of values that an optimizer keeps. */
    private static long slots(ParameterGroups groups, List<DeclaredVariable> variables, ElementType element) {
        return TrainingProgram.slots(
                        groups,
                        variables.stream()
                                .map(DeclaredVariable::variable)
                                .filter(variable -> variable.role() == Variable.Role.PARAMETER)
                                .toList(),
                        element)
                .stream()
                .mapToLong(variable -> variable.type().size())
                .sum();
    }

    private Map<String, Plan.Part> parts(ModelSection section, Model model, NetworkAnalysis analysis) {
        Map<String, Plan.Part> parts = new LinkedHashMap<>();
        if (section instanceof ModelSection.Named named) {
            add(parts, ArchitectureTemplate.KIND, named.architecture().type());
        }
        model.layers().forEach(layer -> add(parts, LayerType.KIND, layer.type()));
        for (DeclaredVariable declared : analysis.variables()) {
            PlugInConfig initializer = declared.initialization().initializer();
            if (initializer != null) {
                add(parts, initializer);
            }
        }
        return parts;
    }

    private void addRest(Map<String, Plan.Part> parts, Experiment experiment) {
        add(parts, experiment.optimizer().type());
        add(parts, experiment.schedule().schedule());
        List<DataSource> sources = new ArrayList<>(List.of(experiment.data().train()));
        experiment.data().eval().ifPresent(sources::add);
        for (DataSource source : sources) {
            add(parts, source.dataset());
            source.transforms().forEach(transform -> add(parts, transform));
        }
        List<String> prefer = experiment.backend().prefer();
        Optional<Backends.Installed> backend = backends.satisfying(
                        experiment.backend().require())
                .choose(prefer, experiment.train().precision());
        String name = backend.map(Backends.Installed::name).orElse(prefer.get(0));
        parts.put(
                "backend " + name,
                new Plan.Part(
                        "backend", name, backend.map(Backends.Installed::bundle).orElse("missing")));
    }

    private void add(Map<String, Plan.Part> parts, PlugInConfig config) {
        add(parts, config.kind(), config.type());
    }

    private void add(Map<String, Plan.Part> parts, String kind, String name) {
        parts.computeIfAbsent(kind + " " + name, key -> new Plan.Part(kind, name, bundleOf(kind, name)));
    }

    private String bundleOf(String kind, String name) {
        return catalog.find(kind, name)
                .map(plugIn -> bundle(FrameworkUtil.getBundle(plugIn.getClass())))
                .orElse("missing");
    }

    private static String bundle(@Nullable Bundle bundle) {
        return bundle == null ? "class path" : bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
