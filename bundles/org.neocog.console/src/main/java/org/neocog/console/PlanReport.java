package org.neocog.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.neocog.run.Plan;
import org.neocog.tensor.Shape;

/** What a network is made of. */
final class PlanReport {
    private static final int COLUMNS = 60;

    private PlanReport() {}

    static Outcome of(Plan plan) {
        return Outcome.done(text(plan), json(plan));
    }

    private static String text(Plan plan) {
        Table layers = new Table("layer", "type", "output>", "parameters>", "MACs>", "receptive field>", "memory>");
        layers.row("input", "", shape(plan.input()), "", "", "", "");
        for (Plan.Layer layer : plan.layers()) {
            layers.row(
                    layer.name() + (layer.trainingOnly() ? " *" : ""),
                    layer.type(),
                    shape(layer.output()),
                    Numbers.count(layer.parameters()),
                    Numbers.count(layer.macs()),
                    Long.toString(layer.receptiveField()),
                    Numbers.bytes(layer.activationBytes()));
        }
        Table parts = new Table("part", "name", "bundle");
        plan.parts().forEach(part -> parts.row(part.kind(), part.name(), part.bundle()));
        return plan.name() + ": " + totals(plan.totals()) + "\n" + memory(plan.memory()) + "\n\n" + layers
                + footnote(plan) + "\n" + parts + learningRate(plan) + warnings(plan);
    }

    private static String learningRate(Plan plan) {
        List<Plan.RateSample> samples = plan.learningRate();
        if (samples.isEmpty()) {
            return "";
        }
        List<Double> rates = samples.stream().map(Plan.RateSample::rate).toList();
        double greatest = rates.stream().mapToDouble(rate -> rate).max().orElseThrow();
        double least = rates.stream().mapToDouble(rate -> rate).min().orElseThrow();
        return "\nlearning rate  " + Sparkline.of(rates, COLUMNS) + "  from " + Numbers.plain(rates.get(0)) + " to "
                + Numbers.plain(rates.get(rates.size() - 1)) + ", between " + Numbers.plain(least) + " and "
                + Numbers.plain(greatest) + "\n";
    }

    private static String totals(Plan.Totals totals) {
        String buffers = totals.buffers() == 0 ? "" : " and " + Numbers.count(totals.buffers()) + " buffers";
        return Numbers.count(totals.parameters()) + " parameters" + buffers + ", "
                + Numbers.count(totals.macs()) + " MACs and " + Numbers.bytes(totals.activationBytes())
                + " of layer outputs per image, " + Numbers.ratio(totals.flopsPerParameter())
                + " FLOPs per parameter";
    }

    private static String memory(Plan.Memory memory) {
        return "memory for a batch of " + memory.batch() + ": at least " + Numbers.bytes(memory.training())
                + " to train (weights " + Numbers.bytes(memory.weights()) + ", gradients "
                + Numbers.bytes(memory.gradients()) + ", optimizer " + Numbers.bytes(memory.slots())
                + ", layer outputs " + Numbers.bytes(memory.activations()) + ", their gradients "
                + Numbers.bytes(memory.activationGradients()) + "), " + Numbers.bytes(memory.inference())
                + " to evaluate";
    }

    private static String footnote(Plan plan) {
        return plan.layers().stream().anyMatch(Plan.Layer::trainingOnly)
                ? "* only while it trains: not in the MACs above\n"
                : "";
    }

    private static String warnings(Plan plan) {
        return plan.warnings().stream()
                .map(warning -> "\nwarning: " + warning)
                .collect(Collectors.joining("", "", plan.warnings().isEmpty() ? "" : "\n"));
    }

    private static String shape(Shape shape) {
        return LongStream.of(shape.dims()).mapToObj(Long::toString).collect(Collectors.joining(" x "));
    }

    private static Map<String, Object> json(Plan plan) {
        List<Map<String, Object>> layers = new ArrayList<>();
        for (Plan.Layer layer : plan.layers()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", layer.name());
            entry.put("type", layer.type());
            entry.put("output", layer.output().dims());
            entry.put("parameters", layer.parameters());
            entry.put("macs", layer.macs());
            entry.put("receptiveField", layer.receptiveField());
            entry.put("buffers", layer.buffers());
            entry.put("activationBytes", layer.activationBytes());
            entry.put("trainingOnly", layer.trainingOnly());
            layers.add(entry);
        }
        Plan.Totals totals = plan.totals();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("parameters", totals.parameters());
        json.put("trainableParameters", plan.trainable());
        json.put("macs", totals.macs());
        json.put("layers", layers);
        json.put("name", plan.name());
        json.put("input", plan.input().dims());
        json.put("buffers", totals.buffers());
        json.put("activationBytes", totals.activationBytes());
        json.put("flopsPerParameter", totals.flopsPerParameter());
        json.put("memory", json(plan.memory()));
        json.put(
                "learningRate",
                plan.learningRate().stream().map(PlanReport::json).toList());
        json.put("warnings", plan.warnings());
        json.put("parts", plan.parts().stream().map(PlanReport::json).toList());
        return json;
    }

    private static Map<String, Object> json(Plan.Memory memory) {
        Map<String, Object> training = new LinkedHashMap<>();
        training.put("weightBytes", memory.weights());
        training.put("gradientBytes", memory.gradients());
        training.put("optimizerBytes", memory.slots());
        training.put("activationBytes", memory.activations());
        training.put("activationGradientBytes", memory.activationGradients());
        training.put("totalBytes", memory.training());
        Map<String, Object> inference = new LinkedHashMap<>();
        inference.put("weightBytes", memory.weights());
        inference.put("activationBytes", memory.peakActivations());
        inference.put("totalBytes", memory.inference());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("batch", memory.batch());
        json.put("training", training);
        json.put("inference", inference);
        return json;
    }

    private static Map<String, @Nullable Object> json(Plan.RateSample sample) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("step", sample.step() < 0 ? null : sample.step());
        json.put("epoch", Double.isNaN(sample.epoch()) ? null : sample.epoch());
        json.put("rate", sample.rate());
        return json;
    }

    private static Map<String, Object> json(Plan.Part part) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("kind", part.kind());
        json.put("name", part.name());
        json.put("bundle", part.bundle());
        return json;
    }
}
