package org.neocog.run;

import java.util.List;
import java.util.Optional;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;
import org.neocog.backend.Backend;
import org.neocog.backend.Executable;
import org.neocog.backend.support.Fallback;
import org.neocog.backend.support.PartitionedBackend;
import org.neocog.graph.Program;

/** A backend as runs use it: with a complete one for what it does not support, if it needs one and one is there. */
final class Provider {
    private final Backends.Installed installed;
    private final Backends.@Nullable Installed complete;
    private final @Nullable PartitionedBackend partitioned;

    private Provider(Backends.Installed installed, Backends.@Nullable Installed complete) {
        this.installed = installed;
        this.complete = complete;
        this.partitioned = complete == null ? null : new PartitionedBackend(installed.backend(), complete.backend());
    }

    static Provider of(Backends.Installed installed, Backends backends) {
        return new Provider(
                installed, installed.complete() ? null : backends.complete().orElse(null));
    }

    Backends.Installed installed() {
        return installed;
    }

    String name() {
        return installed.name();
    }

    /** The backend that may have to take what this one does not support. */
    Optional<Backends.Installed> complete() {
        return Optional.ofNullable(complete);
    }

    /** Compiles a program; what the backend does not support goes to the complete one. */
    Executable compile(Program program, RunSettings settings, BufferAllocator allocator) {
        Backend whole = partitioned == null ? installed.backend() : partitioned;
        return whole.compile(program, settings.compileOptions(allocator));
    }

    /** What does not run on the backend itself. */
    List<Fallback> fallbacks(Program program) {
        return partitioned == null ? List.of() : partitioned.fallbacks(program);
    }

    /** What that has cost so far. */
    double fallbackSeconds() {
        return partitioned == null ? 0 : partitioned.fallbackSeconds();
    }
}
