package org.neocog.backend.onednn;

import java.util.ArrayList;
import java.util.List;

/**
 * Several small primitives that write different elements, each computed by one thread of the team: between kernels of ours the library's own threads
 * would have to be woken, which takes longer than they compute.
 */
final class SplitPrimitive extends Command implements Team.Task {
    private final Team team;
    private final Natives natives;
    private final Runnable single;
    private final List<PrimitiveCommand> parts = new ArrayList<>();
    private final long work;

    /** @param work of one part, in nanoseconds or so */
    SplitPrimitive(Team team, Natives natives, long work) {
        this.team = team;
        this.natives = natives;
        this.work = work;
        single = OneDnnLibrary.threads(1);
    }

    /** Makes the calling thread describe primitives for one thread, until {@link #described}. */
    void describing() {
        single.run();
    }

    void described() {
        natives.enter();
    }

    void add(PrimitiveCommand part) {
        parts.add(part);
        part.buffers().forEach(this::uses);
        describe(part.kernel());
    }

    @Override
    void bind() {
        parts.forEach(Command::bind);
    }

    @Override
    void run() {
        team.forEach(parts.size(), work, this);
        natives.enter();
    }

    @Override
    public void run(int index, int worker) {
        single.run();
        parts.get(index).run();
    }
}
