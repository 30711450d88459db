package org.neocog.console;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --backend}, for commands that compute. */
final class BackendOption {
    @Option(
            names = "--backend",
            paramLabel = "NAME",
            description =
                    "Use this backend, whatever the config prefers: a name or a pattern ('opencl*'); neocog list backends names them.")
    @Nullable
    String name;

    Optional<String> get() {
        return Optional.ofNullable(name);
    }
}
