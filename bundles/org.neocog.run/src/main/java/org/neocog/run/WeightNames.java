package org.neocog.run;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.neocog.experiment.WeightsSection;
import org.neocog.experiment.WeightsSection.Layout;
import org.neocog.graph.Program;
import org.neocog.graph.Variable;

/** What values of a file are called in the model. */
final class WeightNames {
    /** What Keras calls the variables of a layer, and what they are called here. */
    private static final Map<String, String> KERAS = Map.of(
            "kernel", "weight",
            "bias", "bias",
            "gamma", "weight",
            "beta", "bias",
            "moving_mean", "running_mean",
            "moving_variance", "running_var",
            "depthwise_kernel", "depthwise.weight",
            "pointwise_kernel", "pointwise.weight");

    private final WeightsSection section;
    private final Set<String> variables;

    WeightNames(WeightsSection section, Program program) {
        this.section = section;
        this.variables = program.variables().stream().map(Variable::name).collect(Collectors.toSet());
    }

    /** The name in the model of what the file calls {@code name}. */
    String of(String name) {
        String prefix = section.stripPrefix();
        String own = !prefix.isEmpty() && name.startsWith(prefix) ? name.substring(prefix.length()) : name;
        return section.layout() == Layout.KERAS ? keras(own) : renamed(own);
    }

    /** {@code conv1/kernel:0}, {@code conv1/conv1/kernel} or {@code conv1.kernel}: layer and variable. */
    private String keras(String name) {
        String[] path = name.replaceFirst(":\\d+$", "").split("[/.]");
        if (path.length < 2 || !KERAS.containsKey(path[path.length - 1])) {
            return renamed(name);
        }
        String layer = renamed(path[path.length - 2]);
        String variable = KERAS.getOrDefault(path[path.length - 1], "");
        String whole = layer + "." + variable;
        boolean isDepthwise = variable.equals("depthwise.weight") && !variables.contains(whole);
        return isDepthwise ? layer + ".weight" : whole;
    }

    /** By the longest of the names that it is, or begins with up to a dot. */
    private String renamed(String name) {
        String best = "";
        for (String from : section.rename().keySet()) {
            boolean fits = name.equals(from) || name.startsWith(from + ".");
            best = fits && from.length() > best.length() ? from : best;
        }
        return best.isEmpty() ? name : section.rename().get(best) + name.substring(best.length());
    }
}
