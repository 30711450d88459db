package org.neocog.dataset.cifar;

import java.util.List;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.RemoteFile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** CIFAR-100, binary version: 50 000 and 10 000 photographs of 100 classes. */
@Component(service = DownloadType.class, property = DownloadType.NAME_PROPERTY + "=" + Cifar100Download.NAME)
public final class Cifar100Download implements DownloadType {
    static final String NAME = "cifar100";

    @Activate
    public Cifar100Download() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "CIFAR-100, 60 000 photographs of 100 classes, 169 MB; dataset cifar100 reads the archive as it is.";
    }

    @Override
    public List<RemoteFile> files() {
        return List.of(RemoteFile.of(
                "cifar-100-binary.tar.gz",
                "SHA-256",
                "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
                List.of("https://www.cs.toronto.edu/~kriz/")));
    }
}
