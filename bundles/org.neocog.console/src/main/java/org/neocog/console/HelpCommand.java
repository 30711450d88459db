package org.neocog.console;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.neocog.config.ConfigNode;
import org.neocog.config.Nearest;
import org.neocog.config.Option;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;
import org.neocog.experiment.SchemaHelp;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code neocog help [COMMAND | config | KIND NAME]}. */
@Command(name = "help", description = "Explains a command, the experiment file, or a plug-in: help layer conv2d.")
final class HelpCommand implements Action {
    private static final String CONFIG = "config";

    @Parameters(
            paramLabel = "TOPIC",
            arity = "0..2",
            description = "A command, \"config\", or a kind and a name such as: optimizer sgd.")
    List<String> topic = List.of();

    @Spec
    @Nullable
    CommandSpec spec;

    @Override
    public Outcome run(Console console) {
        picocli.CommandLine root = Objects.requireNonNull(spec).root().commandLine();
        if (topic.isEmpty()) {
            return text(root.getUsageMessage());
        }
        String word = topic.get(0);
        Optional<PlugInKind> kind = PlugInKind.of(word);
        if (kind.isPresent()) {
            return topic.size() == 1 ? names(kind.get(), console) : plugIn(kind.get(), topic.get(1), console);
        }
        if (topic.size() == 1 && word.equals(CONFIG)) {
            return text(SchemaHelp.ofExperiment());
        }
        picocli.CommandLine command = root.getSubcommands().get(word);
        if (topic.size() == 2 && command != null) {
            command = command.getSubcommands().get(topic.get(1));
        }
        if (command != null) {
            return text(command.getUsageMessage());
        }
        return Failures.usage("help: there is no topic \"" + String.join(" ", topic)
                + "\". Topics: config, the commands "
                + String.join(", ", root.getSubcommands().keySet())
                + ", and plug-ins such as: layer conv2d.");
    }

    private static Outcome text(String text) {
        return Outcome.done(text, Map.of("help", text));
    }

    private static Outcome names(PlugInKind kind, Console console) {
        ListCommand list = new ListCommand();
        list.kind = kind.plural();
        return list.run(console);
    }

    private static Outcome plugIn(PlugInKind kind, String name, Console console) {
        Optional<PlugIn> found = console.services().catalog().find(kind.kind(), name);
        if (found.isEmpty()) {
            Collection<PlugIn> all = console.services().catalog().all(kind.kind());
            List<String> names = all.stream().map(PlugIn::name).toList();
            return Failures.usage(
                    "help: " + kind.kind() + " \"" + name + "\" is not offered by any installed bundle; available: "
                            + names + "."
                            + Nearest.of(name, names)
                                    .map(near -> " Did you mean \"" + near + "\"?")
                                    .orElse(""));
        }
        PlugIn plugIn = found.get();
        String bundle = console.services().bundleOf(plugIn);
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", kind.kind());
        json.put("name", plugIn.name());
        json.put("summary", plugIn.summary());
        json.put("bundle", bundle);
        json.put("options", options(plugIn.schema()));
        return Outcome.done(kind.kind() + " " + SchemaHelp.of(plugIn) + "\nfrom " + bundle + "\n", json);
    }

    private static List<Map<String, @Nullable Object>> options(Schema schema) {
        List<Map<String, @Nullable Object>> options = new ArrayList<>();
        for (Option<?> option : schema.options()) {
            Map<String, @Nullable Object> json = new LinkedHashMap<>();
            json.put("name", option.name());
            json.put("type", option.typeName());
            json.put("required", option.required());
            json.put("default", option.defaultNode().map(ConfigNode::toJava).orElse(null));
            json.put("rule", option.rule());
            json.put("unit", option.unit());
            json.put("help", option.help());
            option.nested().ifPresent(nested -> json.put("options", options(nested)));
            options.add(json);
        }
        return options;
    }
}
