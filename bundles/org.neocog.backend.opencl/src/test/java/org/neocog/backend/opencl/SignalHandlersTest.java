package org.neocog.backend.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.NeocogAllocators;
import org.junit.jupiter.api.Test;
import org.neocog.backend.CompileOptions;
import org.neocog.backend.Executable;
import org.neocog.backend.Feed;
import org.neocog.backend.testkit.Nets;
import org.neocog.graph.Program;
import org.neocog.graph.UnaryFunction;

/**
 * A driver that compiles within the process (PoCL) puts handlers of its own in the place of Java's. What Java does not handle, such as SIGINT in the
 * background of a shell, is as it was.
 */
class SignalHandlersTest {
    private static final List<String> SIGNALS = List.of("SIGSEGV", "SIGBUS", "SIGFPE", "SIGILL", "SIGINT", "SIGTERM");

    @Test
    void areJavasAgainAfterKernelsWereBuiltAndRun() throws JMException {
        Program program = Nets.lenet(3, UnaryFunction.TANH);
        try (OpenClBackend backend = new OpenClBackend(TestDevice.device());
                BufferAllocator allocator = NeocogAllocators.root("test", Long.MAX_VALUE)) {
            Feed feed = Nets.feed(allocator, program, 1, 0.01);
            try (Executable executable = backend.compile(program, new CompileOptions(allocator, 1))) {
                assertAreJavas("compile");
                executable.run("train", feed);
                assertAreJavas("run");
            }
            Nets.close(feed);
        }
    }

    private static void assertAreJavas(String after) throws JMException {
        String info = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "vmInfo",
                        new Object[0],
                        new String[0]);
        for (String signal : SIGNALS) {
            List<String> lines = info.lines()
                    .filter(line -> line.strip().startsWith(signal + ":"))
                    .toList();
            assertEquals(1, lines.size(), signal + " of " + info);
            String line = lines.get(0);
            assertTrue(line.contains(" in libjvm.so") || line.contains(": SIG_"), "after " + after + ": " + line);
        }
    }
}
