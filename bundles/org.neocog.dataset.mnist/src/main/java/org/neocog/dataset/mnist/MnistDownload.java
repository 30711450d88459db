package org.neocog.dataset.mnist;

import java.util.List;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.RemoteFile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** MNIST: 60 000 and 10 000 handwritten digits. */
@Component(service = DownloadType.class, property = DownloadType.NAME_PROPERTY + "=" + MnistDownload.NAME)
public final class MnistDownload implements DownloadType {
    static final String NAME = "mnist";

    private static final List<String> FOLDERS = List.of(
            "https://ossci-datasets.s3.amazonaws.com/mnist/",
            "https://storage.googleapis.com/cvdf-datasets/mnist/",
            "http://yann.lecun.com/exdb/mnist/");

    @Activate
    public MnistDownload() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "MNIST, 70 000 handwritten digits, 11 MB; dataset mnist reads it.";
    }

    @Override
    public List<RemoteFile> files() {
        return List.of(
                file("train-images-idx3-ubyte.gz", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
                file("train-labels-idx1-ubyte.gz", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
                file("t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
                file("t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6"));
    }

    private static RemoteFile file(String name, String sum) {
        return RemoteFile.of(name, "SHA-256", sum, FOLDERS);
    }
}
