package org.neocog.optimizer.schedule;

import org.neocog.config.Option;
import org.neocog.config.Options;
import org.neocog.config.Schema;
import org.neocog.optimizer.Schedule;
import org.neocog.optimizer.ScheduleType;
import org.osgi.service.component.annotations.Component;

/**
 * {@code schedule: {type: one-cycle, unit: step}}: the learning rate rises to that of the optimizer and then falls far below where it began.
 * With {@code top = peak total - 1} and {@code last = total - 1}, annealing from {@code a} to {@code b} over a share x of the way by
 * {@code b + (a - b) (1 + cos(pi x)) / 2}, or {@code a + (b - a) x} if linear:
 *
 * <pre>
 * up     1 / divisor to 1                                   position 0 to top
 * down   1 to 1 / (divisor final-divisor)                   position top to last
 * </pre>
 *
 * <p>The optimizer's momentum stays as it is; the paper lowers it while the learning rate is high.
 *
 * <p>Source: L. Smith, N. Topin, "Super-convergence: very fast training of neural networks using large learning rates", arXiv 1708.07120, 2018.
 */
@Component(property = ScheduleType.NAME_PROPERTY + "=" + OneCycleScheduleType.NAME)
public final class OneCycleScheduleType implements ScheduleType {
    static final String NAME = "one-cycle";

    /** How it goes from one rate to the other. */
    enum Annealing {
        COSINE,
        LINEAR
    }

    static final Option<Double> PEAK = Option.number(
                    "peak", "Share of the run after which the learning rate is highest.")
            .above(0)
            .below(1)
            .orElse(0.3);
    static final Option<Double> DIVISOR = Option.number(
                    "divisor", "The run begins with the learning rate divided by this.")
            .atLeast(1)
            .orElse(25.0);
    static final Option<Double> FINAL_DIVISOR = Option.number(
                    "final-divisor", "The run ends with the rate that it begins with divided by this.")
            .atLeast(1)
            .orElse(10000.0);
    static final Option<Annealing> ANNEALING = Option.choice(
                    "annealing", "How it goes from one rate to the other.", Annealing.class)
            .orElse(Annealing.COSINE);

    private static final Schema SCHEMA =
            Schema.of(PEAK, DIVISOR, FINAL_DIVISOR, ANNEALING).primary(PEAK);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Raises the learning rate once and lowers it below where it began.";
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public Schedule create(Options options) {
        double peak = options.get(PEAK);
        double first = 1 / options.get(DIVISOR);
        double last = first / options.get(FINAL_DIVISOR);
        Annealing annealing = options.get(ANNEALING);
        return (position, total) -> {
            double top = Math.max(peak * total - 1, 0);
            double end = total - 1;
            if (position <= top) {
                return anneal(annealing, first, 1, top == 0 ? 1 : position / top);
            }
            return anneal(annealing, 1, last, Math.min(1, (position - top) / (end - top)));
        };
    }

    private static double anneal(Annealing annealing, double from, double to, double share) {
        return annealing == Annealing.LINEAR
                ? from + (to - from) * share
                : to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
    }
}
