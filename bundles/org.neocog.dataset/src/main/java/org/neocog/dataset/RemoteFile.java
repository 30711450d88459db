package org.neocog.dataset;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * A file that is somewhere on the network.
 *
 * @param name what the file is called on disk, without a folder
 * @param algorithm of the sum, as {@link java.security.MessageDigest} names it
 * @param sum of the whole file, hexadecimal, lower case
 * @param places where it is, to be tried in order
 */
public record RemoteFile(String name, String algorithm, String sum, List<URI> places) {
    /** Copies the list. @throws IllegalArgumentException if the name has a folder, or no place is given */
    public RemoteFile {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.startsWith(".") || places.isEmpty()) {
            throw new IllegalArgumentException("remote file: it must have a plain name and a place, but name=" + name
                    + ", places=" + places + ". Correct the plug-in.");
        }
        places = List.copyOf(places);
        sum = sum.toLowerCase(Locale.ROOT);
    }

    /** A file that lies under one name in several folders. */
    public static RemoteFile of(String name, String algorithm, String sum, List<String> folders) {
        return new RemoteFile(
                name,
                algorithm,
                sum,
                folders.stream().map(folder -> URI.create(folder + name)).toList());
    }
}
