package org.neocog.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A worker whose checks end as a script says. */
public final class ScriptedWorker {
    private ScriptedWorker() {}

    /** @param args the job, and a letter for each check */
    public static void main(String[] args) throws Exception {
        Job job = Job.read(Path.of(args[0]));
        String script = args[1];
        if (script.startsWith("s")) {
            System.exit(9);
        }
        try (Journal.Writer journal = new Journal.Writer(Path.of(job.journal()))) {
            if (script.startsWith("r")) {
                journal.write(Entry.refused("nothing to verify"));
                return;
            }
            List<Item> plan = new ArrayList<>();
            for (int i = 0; i < script.length(); i++) {
                plan.add(new Item("backend toy", "group", "check " + i, ""));
            }
            journal.write(Entry.plan(plan));
            for (int i = job.from(); i < plan.size(); i++) {
                if (!job.skip().contains(i)) {
                    journal.write(Entry.of(Entry.Kind.BEGIN, i));
                    journal.write(Entry.end(i, result(plan.get(i), script.charAt(i))));
                }
            }
            journal.write(Entry.of(Entry.Kind.DONE, -1));
        }
        if (script.endsWith("e")) {
            Runtime.getRuntime().halt(11);
        }
    }

    private static ItemResult result(Item item, char letter) throws InterruptedException {
        if (letter == 'c') {
            Runtime.getRuntime().halt(134);
        }
        if (letter == 'h') {
            Thread.sleep(Long.MAX_VALUE);
        }
        boolean wrong = letter == 'w';
        return new ItemResult(item, wrong ? Status.WRONG : Status.PASSED, 0, wrong ? "off" : "", 0);
    }
}
