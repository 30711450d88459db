package org.apache.arrow.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.memory.unsafe.DefaultAllocationManagerFactory;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class WrappedArrowTest {
    @Test
    void holdsExactlyOneAllocationManager() throws IOException {
        List<URL> found = Collections.list(getClass()
                .getClassLoader()
                .getResources("org/apache/arrow/memory/unsafe/DefaultAllocationManagerFactory.class"));
        assertEquals(1, found.size(), found::toString);
    }

    @Test
    void bindsLoggingToJavaUtilLogging() {
        assertEquals(
                "org.slf4j.jul.JDK14LoggerFactory",
                LoggerFactory.getILoggerFactory().getClass().getName());
    }

    @Test
    void writesAndReadsAStream() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (BufferAllocator root = NeocogAllocators.root("ipc", Long.MAX_VALUE)) {
            try (IntVector labels = new IntVector("label", root)) {
                labels.allocateNew(3);
                for (int i = 0; i < 3; i++) {
                    labels.set(i, 7 * i);
                }
                labels.setValueCount(3);
                try (VectorSchemaRoot batch = VectorSchemaRoot.of(labels);
                        ArrowStreamWriter writer = new ArrowStreamWriter(batch, null, Channels.newChannel(bytes))) {
                    writer.writeBatch();
                }
            }
            try (ArrowStreamReader reader =
                    new ArrowStreamReader(new ByteArrayInputStream(bytes.toByteArray()), root)) {
                assertTrue(reader.loadNextBatch());
                IntVector labels = (IntVector) reader.getVectorSchemaRoot().getVector("label");
                assertEquals(List.of(0, 7, 14), List.of(labels.get(0), labels.get(1), labels.get(2)));
            }
        }
    }

    /** In a Java of its own, as class initialization happens once: whatever is touched first, it works and prints nothing. */
    @ParameterizedTest
    @ValueSource(strings = {"bridge", "factory", "empty"})
    void startsQuietlyWhateverIsTouchedFirst(String first) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        for (String argument : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
            if (argument.startsWith("--") || argument.startsWith("-XX:+Ignore")) {
                command.add(argument);
            }
        }
        command.addAll(
                List.of("-cp", System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(FirstTouch.class.getName(), first));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals("128\n", output);
        assertEquals(0, process.exitValue());
    }

    /** What the other Java runs. */
    static final class FirstTouch {
        public static void main(String[] arguments) {
            switch (arguments[0]) {
                case "factory" -> DefaultAllocationManagerFactory.POOL.trim();
                case "empty" -> DefaultAllocationManagerFactory.FACTORY.empty();
                default -> NeocogAllocators.pool();
            }
            try (BufferAllocator root = NeocogAllocators.root("first", Long.MAX_VALUE);
                    ArrowBuf buffer = root.buffer(100)) {
                System.out.print(buffer.capacity() + "\n");
            }
        }
    }
}
