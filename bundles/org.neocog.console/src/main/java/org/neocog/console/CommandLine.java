package org.neocog.console;

import java.io.PrintStream;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Executes what a user typed behind {@code neocog}. Provided by the framework as a service; do not implement.
 *
 * <p>Exit codes: 0 done, 2 usage or config error, 3 the run failed, 130 interrupted. Threading: safe for all threads; a
 * command runs in the thread that calls.
 */
@ProviderType
public interface CommandLine {
    /**
     * Executes one command. Interrupting the thread stops a training in order: it writes a checkpoint first.
     *
     * @param arguments the words, such as {@code run lenet.yaml --json}
     * @param out where the result goes, with {@code --json} exactly one JSON document
     * @param err where progress and problems go
     * @param workingDirectory what relative paths in the words are relative to
     * @return the exit code
     */
    int execute(String[] arguments, PrintStream out, PrintStream err, Path workingDirectory);

    /**
     * Asks the trainings that run here to write a checkpoint and stop.
     *
     * @return false if there are none, so that there is nothing to wait for
     */
    boolean interrupt();
}
