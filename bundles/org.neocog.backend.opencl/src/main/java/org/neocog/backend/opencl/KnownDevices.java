package org.neocog.backend.opencl;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The devices that the drivers showed last time, in a file, so that a process that computes elsewhere does not load them. What the file says holds as long as
 * the machine has not been started anew and its drivers, device files and settings are the same.
 *
 * <p>Threading: safe, also between processes: the file is replaced as a whole.
 */
final class KnownDevices {
    private static final System.Logger LOG = System.getLogger(KnownDevices.class.getName());
    private static final String MACHINE = "machine";
    private static final RecordComponent[] PARTS = Device.class.getRecordComponents();

    private final Path file;
    private final String machine;

    /**
     * @param file to keep them in
     * @param machine what must be the same for them to hold
     */
    KnownDevices(Path file, String machine) {
        this.file = file;
        this.machine = machine;
    }

    /** Best first, or null if they are not known. */
    @Nullable
    List<Device> read() {
        if (!Files.isReadable(file)) {
            return null;
        }
        Properties properties = new Properties();
        try (InputStream stream = Files.newInputStream(file)) {
            properties.load(stream);
            if (!machine.equals(properties.getProperty(MACHINE))) {
                return null;
            }
            List<Device> devices = new ArrayList<>();
            for (int i = 0; properties.containsKey(key(i, PARTS[0])); i++) {
                devices.add(device(properties, i));
            }
            return devices.isEmpty() ? null : List.copyOf(devices);
        } catch (IOException | ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "The known devices cannot be read, the drivers are asked", e);
            return null;
        }
    }

    private static Device device(Properties properties, int place) throws ReflectiveOperationException {
        Object[] values = new Object[PARTS.length];
        for (int i = 0; i < PARTS.length; i++) {
            String text = properties.getProperty(key(place, PARTS[i]));
            if (text == null) {
                throw new IllegalArgumentException(key(place, PARTS[i]) + " must be there, but is not.");
            }
            values[i] = value(PARTS[i].getType(), text);
        }
        Class<?>[] types = Arrays.stream(PARTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return Device.class.getDeclaredConstructor(types).newInstance(values);
    }

    private static Object value(Class<?> type, String text) {
        if (type == int.class) {
            return Integer.valueOf(text);
        }
        if (type == long.class) {
            return Long.valueOf(text);
        }
        return type == boolean.class ? Boolean.valueOf(text) : text;
    }

    private static String key(int place, RecordComponent part) {
        return place + "." + part.getName();
    }

    /** Keeps what the drivers show now. Without devices there is nothing to keep: a driver may be installed any time. */
    void write(List<Device> devices) {
        try {
            if (devices.isEmpty()) {
                Files.deleteIfExists(file);
                return;
            }
            Properties properties = new Properties();
            properties.setProperty(MACHINE, machine);
            for (int i = 0; i < devices.size(); i++) {
                for (RecordComponent part : PARTS) {
                    Object value = part.getAccessor().invoke(devices.get(i));
                    properties.setProperty(key(i, part), String.valueOf(value));
                }
            }
            Files.createDirectories(file.getParent());
            Path written = Files.createTempFile(file.getParent(), "devices", ".part");
            try (OutputStream stream = Files.newOutputStream(written)) {
                properties.store(stream, null);
            }
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.DEBUG, "The known devices cannot be kept, the drivers will be asked again", e);
        }
    }
}
