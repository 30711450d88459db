package org.neocog.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The class data sharing archive that makes later starts quicker. The start script names its file in the system property
 * {@value #FILE}; where the file is not there, it has the Java machine take notes, and this class writes it at the end of
 * a command.
 *
 * <p>The Java machine itself checks that an archive fits it and the jars, and does without one that does not.
 */
final class ClassArchive {
    static final String FILE = "neocog.archive";
    private static final Logger LOG = Logger.getLogger(ClassArchive.class.getName());

    private final Optional<Path> file;

    ClassArchive(Optional<Path> file) {
        this.file = file;
    }

    static ClassArchive ofProperties() {
        return new ClassArchive(Optional.ofNullable(System.getProperty(FILE)).map(Path::of));
    }

    /** Deletes an archive that was made of other jars, so that the next start makes a new one. */
    void discard() {
        try {
            if (file.isPresent()) {
                Files.deleteIfExists(file.get());
            }
        } catch (IOException e) {
            LOG.log(Level.INFO, "class archive: must be deletable, but is not", e);
        }
    }

    /** Whether there is none yet. */
    boolean isWanted() {
        return file.isPresent() && !Files.exists(file.get());
    }

    /** Writes the archive if there is none. Another process may do the same: the last one wins, each file is whole. */
    void write() {
        if (!isWanted()) {
            return;
        }
        Path archive = file.orElseThrow();
        Path own = archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid());
        PrintStream normal = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream())); // it tells what it does
        try {
            ObjectName commands = new ObjectName("com.sun.management:type=DiagnosticCommand");
            Object answer = ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            commands,
                            "vmCds",
                            new Object[] {new String[] {"dynamic_dump", "\"" + own + "\""}},
                            new String[] {String[].class.getName()});
            if (Files.exists(own)) {
                Files.move(own, archive, StandardCopyOption.ATOMIC_MOVE);
            } else {
                LOG.info("class archive: not written: " + answer);
            }
        } catch (JMException | RuntimeException | IOException e) {
            LOG.log(Level.INFO, "class archive: this Java does not write one; starts stay slower", e);
        } finally {
            System.setOut(normal);
        }
    }
}
