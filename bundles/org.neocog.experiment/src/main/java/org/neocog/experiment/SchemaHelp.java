package org.neocog.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.neocog.config.ConfigNode;
import org.neocog.config.Option;
import org.neocog.config.PlugIn;
import org.neocog.config.Schema;

/** Writes schemas as help text: option, type, default, range, unit and what it is for. Provided by the framework. */
public final class SchemaHelp {
    private static final int WIDEST = 24;

    private SchemaHelp() {}

    /**
     * Describes a plug-in.
     *
     * @param plugIn the plug-in
     * @return its name, its summary and its options
     */
    public static String of(PlugIn plugIn) {
        return plugIn.name() + ": " + plugIn.summary() + "\n" + of(plugIn.schema());
    }

    /**
     * Describes the options of a schema, one a line, nested ones indented.
     *
     * @param schema the schema
     * @return lines, each with a line break
     */
    public static String of(Schema schema) {
        List<String[]> rows = new ArrayList<>();
        collect(schema, "  ", rows);
        if (rows.isEmpty()) {
            return "  takes no options\n";
        }
        int name = width(rows, 0);
        int type = width(rows, 1);
        return rows.stream()
                .map(row -> (padded(row[0], name) + "  " + padded(row[1], type) + "  " + row[2]).stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    /** Describes the keys of an experiment file that belong to no plug-in, section by section. */
    public static String ofExperiment() {
        return of(ExperimentSchema.ROOT)
                + "\ndata.train, data.eval: {dataset: NAME, the dataset's own options, and}\n"
                + of(ExperimentSchema.TRAIN_SOURCE)
                + "\nmodel: {architecture: NAME, and the architecture's own options}, or\n"
                + of(ModelReader.SCHEMA)
                + "\nmodel: and with either\n"
                + of(TrainingSchema.TRANSFER)
                + "\nmodel.layers: LAYER, {LAYER: {its options}, name: NAME, from: [NAMES]}, or a block\n"
                + of(LayerList.BLOCK_SCHEMA)
                + "\nmodel.outputs\n"
                + of(ModelReader.OUTPUT)
                + "\nloss: NAME or\n"
                + of(ExperimentSchema.LOSS_SECTION)
                + "\noptimizer: {type: NAME, the optimizer's own options, and}\n"
                + of(TrainingSchema.OPTIMIZER)
                + "\noptimizer.groups: {the optimizer's options that are other, and}\n"
                + of(TrainingSchema.GROUP)
                + "\nsweep\n"
                + of(SweepReader.SCHEMA)
                + "\nschedule: {type: NAME, the schedule's own options, and}\n"
                + of(ExperimentSchema.SCHEDULE_SECTION);
    }

    private static void collect(Schema schema, String indent, List<String[]> rows) {
        for (Option<?> option : schema.options()) {
            rows.add(new String[] {indent + option.name(), option.typeName(), facts(option, schema)});
            option.nested().ifPresent(nested -> collect(nested, indent + "  ", rows));
        }
    }

    private static String facts(Option<?> option, Schema schema) {
        String primary = schema.primary().filter(option::equals).isPresent() ? "may stand alone" : "";
        String need = option.required()
                ? "required"
                : option.defaultNode()
                        .map(ConfigNode::shown)
                        .map(text -> "default " + text)
                        .orElse("optional");
        String facts = Stream.of(need, option.rule(), option.unit().isEmpty() ? "" : "in " + option.unit(), primary)
                .filter(fact -> !fact.isEmpty())
                .collect(Collectors.joining("; "));
        return option.help().isEmpty() ? "(" + facts + ")" : option.help() + " (" + facts + ")";
    }

    private static int width(List<String[]> rows, int column) {
        return rows.stream()
                .mapToInt(row -> row[column].length())
                .filter(w -> w <= WIDEST)
                .max()
                .orElse(0);
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }
}
