package org.neocog.backend.opencl;

import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.neocog.cache.FactFile;

/**
 * The devices that the drivers showed last time, in a file, so that a process that computes elsewhere does not load them. What the file says holds as long as
 * the machine has not been started anew and its drivers, device files and settings are the same. Threading: as {@link FactFile}.
 */
final class KnownDevices {
    private static final System.Logger LOG = System.getLogger(KnownDevices.class.getName());
    private static final RecordComponent[] PARTS = Device.class.getRecordComponents();

    private final FactFile file;

    /**
     * @param file to keep them in
     * @param machine what must be the same for them to hold
     */
    KnownDevices(Path file, String machine) {
        this.file = new FactFile(file, machine);
    }

    /** Best first, or null if they are not known. */
    @Nullable
    List<Device> read() {
        Map<String, String> parts = file.read().orElse(Map.of());
        try {
            List<Device> devices = new ArrayList<>();
            for (int i = 0; parts.containsKey(key(i, PARTS[0])); i++) {
                devices.add(device(parts, i));
            }
            return devices.isEmpty() ? null : List.copyOf(devices);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "The known devices cannot be read, the drivers are asked", e);
            return null;
        }
    }

    private static Device device(Map<String, String> parts, int place) throws ReflectiveOperationException {
        Object[] values = new Object[PARTS.length];
        for (int i = 0; i < PARTS.length; i++) {
            String text = parts.get(key(place, PARTS[i]));
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
        if (devices.isEmpty()) {
            file.delete();
            return;
        }
        Map<String, String> parts = new TreeMap<>();
        try {
            for (int i = 0; i < devices.size(); i++) {
                for (RecordComponent part : PARTS) {
                    parts.put(key(i, part), String.valueOf(part.getAccessor().invoke(devices.get(i))));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("opencl: a device must tell its parts, but does not.", e);
        }
        file.write(parts);
    }
}
