package org.neocog.backend.reference;

/**
 * What one node computes, bound to the arrays of its operands and results, and cut into tasks that write different elements. Each element is
 * computed by one task in one order, so that results do not depend on the number of threads.
 */
abstract class Kernel implements Workers.Task {
    private final int tasks;
    private final long work;

    /**
     * @param tasks how many there are
     * @param work of one task, in nanoseconds or so
     */
    Kernel(int tasks, long work) {
        this.tasks = tasks;
        this.work = work;
    }

    final void run(Workers workers) {
        workers.forEach(tasks, work, this);
    }
}
