package org.neocog.dataset.mnist;

import java.util.List;
import org.neocog.dataset.DownloadType;
import org.neocog.dataset.RemoteFile;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Fashion-MNIST: 60 000 and 10 000 pieces of clothing. Its authors publish MD5 sums. */
@Component(service = DownloadType.class, property = DownloadType.NAME_PROPERTY + "=" + FashionMnistDownload.NAME)
public final class FashionMnistDownload implements DownloadType {
    static final String NAME = "fashion-mnist";

    private static final List<String> FOLDERS = List.of(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
            "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/");

    @Activate
    public FashionMnistDownload() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String summary() {
        return "Fashion-MNIST, 70 000 pieces of clothing, 30 MB; dataset mnist reads it.";
    }

    @Override
    public List<RemoteFile> files() {
        return List.of(
                file("train-images-idx3-ubyte.gz", "8d4fb7e6c68d591d4c3dfef9ec88bf0d"),
                file("train-labels-idx1-ubyte.gz", "25c81989df183df01b3e8a0aad5dffbe"),
                file("t10k-images-idx3-ubyte.gz", "bef4ecab320f06d8554ea6380940ec79"),
                file("t10k-labels-idx1-ubyte.gz", "bb300cfdad3c16e7a12a480ee83cd310"));
    }

    private static RemoteFile file(String name, String sum) {
        return RemoteFile.of(name, "MD5", sum, FOLDERS);
    }
}
