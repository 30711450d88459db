package org.neocog.backend;

import java.util.Set;
import org.neocog.tensor.ElementType;

/**
 * What a backend runs on.
 *
 * @param name as people call it: {@code AMD EPYC 9R14}
 * @param vendor maker of the device, or of the library
 * @param memoryBytes memory that programs can use
 * @param elementTypes floating types that every supported op takes
 */
public record DeviceInfo(String name, String vendor, long memoryBytes, Set<ElementType> elementTypes) {
    public DeviceInfo {
        elementTypes = Set.copyOf(elementTypes);
    }
}
