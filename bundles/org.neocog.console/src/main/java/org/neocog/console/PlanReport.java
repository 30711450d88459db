package org.neocog.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.neocog.run.Plan;
import org.neocog.tensor.Shape;

/** What a network is made of. */
final class PlanReport {
    private PlanReport() {}

    static Outcome of(Plan plan) {
        return Outcome.done(text(plan), json(plan));
    }

    private static String text(Plan plan) {
        Table layers = new Table("layer", "type", "output>", "parameters>", "MACs>", "receptive field>", "memory>");
        layers.row("input", "", shape(plan.input()), "", "", "", "");
        for (Plan.Layer layer : plan.layers()) {
            layers.row(
                    layer.name(),
                    layer.type(),
                    shape(layer.output()),
                    Numbers.count(layer.parameters()),
                    Numbers.count(layer.macs()),
                    Long.toString(layer.receptiveField()),
                    Numbers.bytes(layer.activationBytes()));
        }
        Table parts = new Table("part", "name", "bundle");
        plan.parts().forEach(part -> parts.row(part.kind(), part.name(), part.bundle()));
        String trainable = plan.trainableParameters() == plan.parameters()
                ? ""
                : " (" + Numbers.count(plan.trainableParameters()) + " trainable)";
        return plan.name() + ": " + Numbers.count(plan.parameters()) + " parameters" + trainable + ", "
                + Numbers.count(plan.macs()) + " MACs and " + Numbers.bytes(plan.activationBytes())
                + " of layer outputs per image\n\n" + layers + "\n" + parts;
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
            layers.add(entry);
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("parameters", plan.parameters());
        json.put("trainableParameters", plan.trainableParameters());
        json.put("macs", plan.macs());
        json.put("layers", layers);
        return json;
    }
}
