package org.neocog.run;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.memory.BufferAllocator;
import org.neocog.backend.Executable;
import org.neocog.backend.Snapshot;
import org.neocog.experiment.Precision;
import org.neocog.graph.Program;
import org.neocog.tensor.ElementType;
import org.neocog.tensor.Tensor;

/**
 * Whether a backend does a step as another did: the same step from the same variables, with the same data and random numbers. Compared are the
 * loss and, of each variable, the norm of what the step changed: gradients reach variables by nothing else. For optimizers with slots that is
 * the norm of the gradient in the slot; for plain descent, of the learning rate times the gradient.
 *
 * <p>With {@code tolerance} t, and {@code n1, n2} the norms of a variable's change and {@code d} that of the difference of the changes:
 * {@code |loss1 - loss2| <= t/10 max(|loss|)}, {@code |n1 - n2| <= t m} and {@code d <= 20 t m}, {@code m = max(n1, n2) + 0.01 N + 4 eps |v| / t},
 * {@code N} the norm of the change of all variables of the same kind, {@code |v|} the norm of the variable.
 *
 * @param accepted whether all is within the tolerance
 * @param variable the variable that differs most; {@code loss} for the loss
 * @param expected loss, or norm of its change, on the backend before
 * @param actual on the new one
 * @param excess how many times what is allowed it differs by
 */
record Proof(
        boolean accepted,
        long step,
        double tolerance,
        double lossBefore,
        double lossAfter,
        String variable,
        double expected,
        double actual,
        double excess) {
    /** Share of the tolerance that the loss may differ by. */
    static final double LOSS_SHARE = 0.1;

    private static final double DIRECTION = 20;
    private static final double NEGLIGIBLE = 0.01;

    /** Norms of one variable: of its change on each backend, of their difference, and of what rounding can make of it. */
    private record Norms(double expected, double actual, double difference, double rounding) {}

    /** What is allowed where the config says nothing. */
    static double tolerance(Precision precision) {
        return switch (precision) {
            case FLOAT64 -> 1e-7;
            case FLOAT32 -> 1e-3;
            case BFLOAT16 -> 5e-2;
        };
    }

    /** Has an executable do the recorded step, and compares. The variables of the executable are those after the step then. */
    static Proof of(
            StepRecord record,
            Executable executable,
            Program program,
            RunSettings settings,
            BufferAllocator allocator) {
        executable.restore(record.before());
        double loss;
        try (StepRunner runner = new StepRunner(program, settings, executable, allocator)) {
            Batches batches = record.replay();
            runner.step(
                    java.util.Objects.requireNonNull(batches.next(), "a step has a batch"),
                    batches,
                    record.step(),
                    record.rate(),
                    null);
            loss = runner.loss();
        }
        try (Snapshot after = executable.snapshot()) {
            double tolerance = settings.swap()
                    .tolerance()
                    .orElse(tolerance(settings.train().precision()));
            return compare(record, loss, after, tolerance);
        }
    }

    static Proof compare(StepRecord record, double loss, Snapshot after, double tolerance) {
        Map<String, Norms> norms = new LinkedHashMap<>();
        Map<String, Double> squares = new LinkedHashMap<>();
        record.before().tensors().forEach((name, before) -> {
            Norms of = norms(before, record.after().tensor(name), after.tensor(name));
            norms.put(name, of);
            squares.merge(kind(name), of.expected * of.expected, Double::sum);
        });
        String worst = "loss";
        double excess = excess(
                Math.abs(record.loss() - loss),
                LOSS_SHARE * tolerance * Math.max(Math.abs(record.loss()), Math.abs(loss)));
        double expected = record.loss();
        double actual = loss;
        for (Map.Entry<String, Norms> entry : norms.entrySet()) {
            Norms of = entry.getValue();
            double most = Math.max(of.expected, of.actual)
                    + NEGLIGIBLE * Math.sqrt(squares.getOrDefault(kind(entry.getKey()), 0.0))
                    + of.rounding / tolerance;
            double own = Math.max(
                    excess(Math.abs(of.expected - of.actual), tolerance * most),
                    excess(of.difference, DIRECTION * tolerance * most));
            if (own > excess) {
                excess = own;
                worst = entry.getKey();
                expected = of.expected;
                actual = of.actual;
            }
        }
        return new Proof(
                excess <= 1, record.step() + 1, tolerance, record.loss(), loss, worst, expected, actual, excess);
    }

    /** Infinite where a number is NaN on one side alone. */
    private static double excess(double difference, double allowed) {
        if (Double.isNaN(difference)) {
            return Double.POSITIVE_INFINITY;
        }
        return difference == 0 ? 0 : difference / allowed;
    }

    private static String kind(String variable) {
        int slot = variable.indexOf('#');
        return slot < 0 ? "" : variable.substring(slot);
    }

    private static Norms norms(Tensor before, Tensor expected, Tensor actual) {
        double first = 0;
        double second = 0;
        double difference = 0;
        double itself = 0;
        long size = before.size();
        boolean floats = before.element() == ElementType.FLOAT32;
        double ulp = before.element() == ElementType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
        FloatBuffer a = floats ? floats(before) : null;
        FloatBuffer b = floats ? floats(expected) : null;
        FloatBuffer c = floats ? floats(actual) : null;
        for (long i = 0; i < size; i++) {
            double start = a != null ? a.get((int) i) : before.getDouble(i);
            double one = (b != null ? b.get((int) i) : expected.getDouble(i)) - start;
            double other = (c != null ? c.get((int) i) : actual.getDouble(i)) - start;
            first += one * one;
            second += other * other;
            difference += (one - other) * (one - other);
            itself += start * start;
        }
        return new Norms(Math.sqrt(first), Math.sqrt(second), Math.sqrt(difference), 4 * ulp * Math.sqrt(itself));
    }

    private static FloatBuffer floats(Tensor tensor) {
        return tensor.bytes().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    }

    /** Whether the new backend gives what is no number where the one before gave one. */
    boolean isOfNotFinite() {
        return Double.isFinite(lossBefore) && !Double.isFinite(lossAfter)
                || Double.isFinite(expected) && !Double.isFinite(actual);
    }

    /** A sentence. */
    String reason() {
        return "must do step " + step + " as the one before, within a tolerance of " + tolerance + ", but " + variable
                + (variable.equals("loss") ? "" : " changes by a norm of")
                + " " + actual + ", expected " + expected + "; loss=" + lossAfter + ", expected " + lossBefore;
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("accepted", accepted);
        map.put("step", step);
        map.put("tolerance", tolerance);
        map.put("lossBefore", lossBefore);
        map.put("lossAfter", lossAfter);
        map.put("worst", variable);
        map.put("expected", expected);
        map.put("actual", actual);
        map.put("shareOfAllowed", excess);
        return map;
    }
}
