package org.neocog.dataset.cifar;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Where the files of a dataset are: in a folder, or in an archive of it. Both give the same files with the same bytes. */
sealed interface CifarFiles {
    /** Is shown a file. */
    interface Visitor {
        /** Sees one file; its content is closed by the caller and need not be read whole. */
        void visit(String name, InputStream content) throws IOException;
    }

    /** Where they are, for messages. */
    Path place();

    /** Shows every one of these files that is there; an archive in its own order, a file as often as it is in it. */
    void forEach(Collection<String> names, Visitor visitor) throws CifarException;

    /**
     * Finds the files by what {@code path} may be: their folder, a folder that holds it or the archive, the archive.
     *
     * @throws CifarException if it is none of these
     */
    static CifarFiles find(CifarLayout layout, Path path) throws CifarException {
        if (!Files.exists(path)) {
            throw new CifarException(
                    layout.name() + ": path must exist, but path=" + path + " does not. " + layout.remedy() + " [C1]");
        }
        if (!Files.isDirectory(path)) {
            return new Archive(layout.name(), path);
        }
        for (Path folder : List.of(path, path.resolve(layout.folder()))) {
            if (layout.dataFiles().stream().anyMatch(name -> Files.exists(folder.resolve(name)))) {
                return new Folder(layout.name(), folder);
            }
        }
        Path archive = path.resolve(layout.archive());
        if (Files.exists(archive)) {
            return new Archive(layout.name(), archive);
        }
        throw new CifarException(layout.name() + ": path must lead to the files, but path=" + path + " has none of "
                + layout.dataFiles() + ", neither itself nor in " + layout.folder() + ", and no " + layout.archive()
                + ". " + layout.remedy() + " [C1]");
    }

    /** Files in a folder. */
    record Folder(String owner, Path place) implements CifarFiles {
        @Override
        public void forEach(Collection<String> names, Visitor visitor) throws CifarException {
            for (String name : names) {
                Path file = place.resolve(name);
                if (Files.exists(file)) {
                    try (InputStream in = Files.newInputStream(file)) {
                        visitor.visit(name, in);
                    } catch (CifarException e) {
                        throw e;
                    } catch (IOException e) {
                        throw unreadable(owner + ": " + name, e);
                    }
                }
            }
        }
    }

    /** Files in a tar archive, gzip or plain: which one shows in the first two bytes, whatever the name. Folders in it do not matter. */
    record Archive(String owner, Path place) implements CifarFiles {
        @Override
        public void forEach(Collection<String> names, Visitor visitor) throws CifarException {
            String what = owner + ": " + place.getFileName();
            try (InputStream raw = Files.newInputStream(place);
                    TarInput tar = new TarInput(what, decompressed(raw))) {
                for (String path = tar.next(); path != null; path = tar.next()) {
                    String name = path.substring(path.lastIndexOf('/') + 1);
                    if (names.contains(name)) {
                        visitor.visit(name, tar);
                    }
                }
            } catch (CifarException e) {
                throw e;
            } catch (EOFException e) {
                throw new CifarException(what + " is truncated: its gzip data stops short. Fetch it again. [C2]", e);
            } catch (ZipException e) {
                throw new CifarException(
                        what + " must be whole, but its gzip data is damaged (" + e.getMessage()
                                + "). Fetch it again. [C2]",
                        e);
            } catch (IOException e) {
                throw unreadable(what, e);
            }
        }

        private static InputStream decompressed(InputStream raw) throws IOException {
            BufferedInputStream in = new BufferedInputStream(raw, 1 << 16);
            in.mark(2);
            boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
            in.reset();
            return gzip ? new GZIPInputStream(in, 1 << 16) : in;
        }
    }

    private static CifarException unreadable(String what, IOException e) {
        return new CifarException(
                what + " must be readable, but gave " + e + ". Check the file and its permissions.", e);
    }
}
