package org.neocog.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.neocog.config.Binder;
import org.neocog.config.Catalog;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Nearest;
import org.neocog.config.Options;
import org.neocog.config.Problems;
import org.neocog.config.ScalarNode;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;

/** Resolves a network against a catalog and collects everything that is wrong with it. */
final class ModelBinding {
    private static final System.Logger LOGGER = System.getLogger(ModelBinding.class.getName());

    private final Catalog catalog;
    private final Problems problems = new Problems();
    private final Set<String> all = new HashSet<>();
    private final List<String> before = new ArrayList<>();

    private ModelBinding(ModelSpec spec, Catalog catalog) {
        this.catalog = catalog;
        spec.layers().forEach(layer -> all.add(layer.name()));
    }

    static List<BoundLayer> bind(ModelSpec spec, Catalog catalog) {
        ModelBinding binding = new ModelBinding(spec, catalog);
        if (spec.layers().isEmpty()) {
            binding.problems.add(
                    Location.NONE,
                    "model: there must be a layer, but layers=[]. Add one, or name an architecture. [C1]");
        }
        List<BoundLayer> bound = new ArrayList<>();
        for (LayerDeclaration layer : spec.layers()) {
            binding.checkName(layer);
            List<String> from = binding.edges(layer);
            LayerSpec created = binding.create(layer);
            if (created != null) {
                bound.add(new BoundLayer(layer, created, from));
            }
            binding.before.add(layer.name());
        }
        binding.checkAuxiliary(spec);
        binding.problems.throwIfAny();
        return bound;
    }

    private void checkAuxiliary(ModelSpec spec) {
        Set<String> seen = new HashSet<>();
        for (AuxiliaryOutput output : spec.auxiliary()) {
            LayerDeclaration layer = spec.layers().stream()
                    .filter(declared -> declared.name().equals(output.layer()))
                    .findFirst()
                    .orElse(null);
            if (layer == null) {
                problems.add(
                        Location.NONE,
                        "model: an auxiliary output must be a layer, but layer=\"" + output.layer() + "\". "
                                + Nearest.of(output.layer(), before)
                                        .map(near -> "Did you mean \"" + near + "\"?")
                                        .orElse("Layers: " + before + ".")
                                + " [C6]");
                continue;
            }
            if (!seen.add(output.layer())) {
                refuse(layer, "an auxiliary output must be named once, but it is there twice. Add the weights. [C6]");
            }
            if (!(output.weight() >= 0) || Double.isInfinite(output.weight())) {
                refuse(
                        layer,
                        "the weight of an auxiliary output must be finite and at least 0, but weight=" + output.weight()
                                + ". Change it. [C6]");
            }
        }
    }

    private void checkName(LayerDeclaration layer) {
        if (layer.name().isEmpty() || layer.name().equals(LayerDeclaration.INPUT)) {
            refuse(layer, "a layer must have a name of its own, but name=\"" + layer.name() + "\". Rename it. [C2]");
        } else if (before.contains(layer.name())) {
            refuse(
                    layer,
                    "names of layers must be unique, but \"" + layer.name() + "\" is there twice. Rename one. [C2]");
        }
    }

    private List<String> edges(LayerDeclaration layer) {
        if (layer.from().isEmpty()) {
            return List.of(before.isEmpty() ? LayerDeclaration.INPUT : before.get(before.size() - 1));
        }
        for (String from : layer.from()) {
            if (from.equals(LayerDeclaration.INPUT) || before.contains(from)) {
                continue;
            }
            if (all.contains(from)) {
                refuse(
                        layer,
                        "a layer must come after those that it reads, but from=\"" + from
                                + "\" is not before it. Move one of them. [C3]");
            } else {
                refuse(layer, "from must name a layer before it, but from=\"" + from + "\". " + cure(from) + " [C3]");
            }
        }
        return layer.from();
    }

    private String cure(String from) {
        List<String> candidates = new ArrayList<>(before);
        candidates.add(LayerDeclaration.INPUT);
        return Nearest.of(from, candidates)
                .map(near -> "Did you mean \"" + near + "\"?")
                .orElse("Layers before it: " + before + ", or \"" + LayerDeclaration.INPUT + "\".");
    }

    private @Nullable LayerSpec create(LayerDeclaration layer) {
        Binder binder = new Binder(catalog, problems);
        Optional<LayerType> type = catalog.find(LayerType.KIND, layer.type())
                .filter(LayerType.class::isInstance)
                .map(LayerType.class::cast);
        if (type.isEmpty()) {
            binder.bindPlugIn(LayerType.KIND, new ScalarNode(layer.type(), layer.location()), "layers");
            return null;
        }
        int known = problems.reported();
        Options options = binder.bind(type.get().schema(), layer.options(), BoundLayer.title(layer));
        if (problems.reported() > known) {
            return null;
        }
        try {
            return type.get().create(options);
        } catch (ConfigException refusal) {
            refusal.problems()
                    .forEach(problem -> problems.add(
                            problem.location().equals(Location.NONE) ? layer.location() : problem.location(),
                            BoundLayer.title(layer) + ": " + problem.message()));
            return null;
        } catch (RuntimeException failure) {
            LOGGER.log(System.Logger.Level.WARNING, BoundLayer.title(layer) + ": the layer type failed", failure);
            refuse(
                    layer,
                    "a layer type must not throw but by error, but thrown=" + failure
                            + ". Tell the vendor of the layer.");
            return null;
        }
    }

    private void refuse(LayerDeclaration layer, String message) {
        problems.add(layer.location(), BoundLayer.title(layer) + ": " + message);
    }
}
