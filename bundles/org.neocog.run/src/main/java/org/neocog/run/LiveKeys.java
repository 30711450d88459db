package org.neocog.run;

import java.util.ArrayList;
import java.util.List;
import org.neocog.config.ConfigException;
import org.neocog.config.Location;
import org.neocog.config.Problem;

/** Which keys of a config may change under a run: those that leave its variables and its data as they are. */
final class LiveKeys {
    private static final List<String> SAFE = List.of(
            "optimizer.",
            "schedule.",
            "train.epochs",
            "train.steps",
            "train.grad-clip",
            "train.early-stopping",
            "train.budget",
            "checkpoint.",
            "guards.",
            "backend.",
            "swap.",
            "shadow.",
            "track.",
            "data.train.transforms",
            "data.train.workers",
            "data.eval.batch",
            "data.eval.transforms",
            "data.eval.workers",
            "loss.label-smoothing",
            "loss.class-weights");

    /** Keys within those, or others, with why they may not. */
    private static final List<String[]> UNSAFE = List.of(
            new String[] {"optimizer.type", "its slots would be those of another optimizer"},
            new String[] {"model.", "the variables would be others"},
            new String[] {"seed", "the order of the examples so far would be another"},
            new String[] {"train.precision", "the variables would be of another type"},
            new String[] {"train.ema", "the averages would begin anew"},
            new String[] {"data.train.batch", "the place in the epoch is counted in batches"},
            new String[] {"train.accumulate", "the place in the schedule is counted in steps of so many batches"},
            new String[] {"data.", "the place in the data would be one in other data"},
            new String[] {"loss.type", "what was measured so far would be of another loss"},
            new String[] {"weights.", "values are read before the first step alone"},
            new String[] {"name", "the run folder has it"});

    private LiveKeys() {}

    /** @throws ConfigException with each change that may not be made while the run goes on, and why */
    static void require(List<ConfigChange> changes) {
        List<Problem> problems = new ArrayList<>();
        for (ConfigChange change : changes) {
            String reason = refusal(change.key());
            if (!reason.isEmpty()) {
                problems.add(new Problem(
                        Location.origin("set"),
                        change.key() + ": must stay as it is while the run goes on, but was " + change.before()
                                + " and would be " + change.now() + ": " + reason + ". Start another run."));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    private static String refusal(String key) {
        for (String[] unsafe : UNSAFE) {
            boolean isSafeWithin = SAFE.stream().anyMatch(safe -> safe.startsWith(unsafe[0]) && key.startsWith(safe));
            if (key.startsWith(unsafe[0]) && !isSafeWithin) {
                return unsafe[1];
            }
        }
        return SAFE.stream().anyMatch(key::startsWith) ? "" : "nobody has made sure that the run bears it";
    }
}
