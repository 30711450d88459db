package org.neocog.backend.onednn;

/** Something computed by a loop of ours, cut into tasks that write different elements. */
abstract class Kernel extends Command implements Team.Task {
    private final Team team;
    private final int tasks;
    private final long work;

    /**
     * @param tasks how many there are
     * @param work of one task, in nanoseconds or so
     */
    Kernel(Team team, long tasks, long work) {
        this.team = team;
        this.tasks = Math.toIntExact(tasks);
        this.work = work;
        describe(getClass().getSimpleName());
    }

    @Override
    void run() {
        team.forEach(tasks, work, this);
    }

    /** Runs without the other threads of the team. */
    final void runAlone() {
        team.forEach(tasks, 0, this);
    }
}
