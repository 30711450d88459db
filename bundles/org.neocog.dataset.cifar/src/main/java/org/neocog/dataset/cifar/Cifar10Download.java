package org.neocog.dataset.cifar;

import java.util.List;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.RemoteFile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** CIFAR-10, binary version: 50 000 and 10 000 photographs of 10 classes. */
@Component(service = DownloadType.class, property = DownloadType.NAME_PROPERTY + "=" + Cifar10Download.NAME)
public final class Cifar10Download implements DownloadType {
    static final String NAME = "cifar10";

    @Activate
    public Cifar10Download() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "CIFAR-10, 60 000 photographs of 10 classes, 170 MB; dataset cifar10 reads the archive as it is.";
    }

    @Override
    public List<RemoteFile> files() {
        return List.of(RemoteFile.of(
                "cifar-10-binary.tar.gz",
                "SHA-256",
                "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
                List.of("https://www.cs.toronto.edu/~kriz/")));
    }
}
