package org.neocog.layer.merge;

import java.util.List;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.graph.Value;
import org.neocog.layer.LayerSpec;
import org.neocog.layer.LayerType;
import org.neocog.layer.Lowering;
import org.osgi.service.component.annotations.Component;

/**
 * {@code y = x1 + x2 + ..}: where a shortcut joins its branch.
 *
 * <p>Inputs and output have one shape, any one. C1: there are two inputs or more. C2: they have one shape.
 *
 * <p>Source: He, Zhang, Ren, Sun 2015, "Deep residual learning for image recognition", 3.2, equation 1.
 */
@Component(service = LayerType.class, property = LayerType.NAME + "=add")
public final class AddLayer implements LayerType {
    @Override
    public String name() {
        return "add";
    }

    @Override
    public String summary() {
        return "The sum of its inputs, element by element.";
    }

    @Override
    public Schema schema() {
        return Schema.empty();
    }

    @Override
    public LayerSpec create(Options options) {
        return AddLayer::lower;
    }

    private static Value lower(Lowering to, List<Value> inputs) {
        Branches.requireSeveral(to, inputs);
        if (inputs.stream().map(Value::shape).distinct().count() > 1) {
            throw to.reject(
                    "C2",
                    "the inputs must have one shape",
                    "Project one of them by a 1x1 convolution.",
                    "inputs",
                    Branches.ofOne(inputs));
        }
        return inputs.stream().reduce(to.graph()::add).orElseThrow();
    }
}
