package org.neocog.graph;

import java.util.ArrayList;
import java.util.List;
import org.neocog.graph.ReductionOp.ArgMax;
import org.neocog.graph.ReductionOp.Reduce;
import org.neocog.graph.ReductionOp.ReduceFunction;

class ReductionOpTest extends OpFamilyTest {
    @Override
    List<Sample> samples() {
        List<Sample> samples = new ArrayList<>(List.of(
                sample(new ArgMax(0), "f32[3]", "i32[]"),
                sample(new ArgMax(1), "u8[2,5,4]", "i32[2,4]"),
                sample(new ArgMax(1), "f32[0,5]", "i32[0]")));
        for (ReduceFunction function : ReduceFunction.values()) {
            samples.add(sample(new Reduce(function, List.of(0, 2)), "f32[2,3,4]", "f32[3]"));
            samples.add(sample(new Reduce(function, List.of(0)), "f64[13]", "f64[]"));
            samples.add(sample(new Reduce(function, List.of()), "bf16[2,3]", "bf16[2,3]"));
            samples.add(sample(new Reduce(function, List.of(1)), "f32[2,0]", "f32[2]"));
        }
        return samples;
    }

    @Override
    List<Violation> violations() {
        List<Violation> violations = new ArrayList<>(List.of(
                broken("C1", new ArgMax(0), "f32[2] f32[2]", "takes 1 operand, but operands=2."),
                broken("C2", new ArgMax(1), "f32[2]", "the axis must be within the rank, but axis=1, rank=1."),
                broken("C2", new ArgMax(-1), "f32[2]", "the axis must be within the rank, but axis=-1, rank=1."),
                broken("C3", new ArgMax(1), "f32[2,0]", "the axis must have an element, but axis=1, shape=[2, 0].")));
        for (ReduceFunction function : ReduceFunction.values()) {
            violations.add(broken("C1", new Reduce(function, List.of(0)), "", "takes 1 operand, but operands=0."));
            violations.add(broken(
                    "C2",
                    new Reduce(function, List.of(0)),
                    "i32[2]",
                    "the element type must be floating, but operand=int32[2]."));
            for (List<Integer> axes : List.of(List.of(1, 0), List.of(0, 0), List.of(2), List.of(-1))) {
                violations.add(broken(
                        "C3",
                        new Reduce(function, axes),
                        "f32[2,3]",
                        "axes must ascend within the rank, but axes=" + axes + ", operand=float32[2, 3]."));
            }
        }
        return violations;
    }
}
