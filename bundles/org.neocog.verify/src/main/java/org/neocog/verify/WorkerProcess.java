package org.neocog.verify;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts worker processes: the same installation on the same Java, with a hidden command. */
record WorkerProcess(Path home, Path folder) implements Supervisor.Launcher {
    static final String COMMAND = "verify-worker";

    @Override
    public Process start(Job job, int number) throws IOException {
        Path file = folder.resolve("job-" + number + ".json");
        job.write(file);
        List<String> command = List.of(home.resolve("bin/neocog").toString(), COMMAND, file.toString());
        // What a JVM leaves when it crashes, hs_err_pid*.log, goes to where it works.
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker-" + number + ".log").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        return process;
    }
}
