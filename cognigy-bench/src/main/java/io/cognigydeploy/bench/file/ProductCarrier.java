package io.cognigydeploy.bench.file;

import io.cognigydeploy.client.CognigyInstallation;
import io.cognigydeploy.client.Credentials;
import io.cognigydeploy.client.product.model.ObjectId;
import java.nio.file.Path;

/** The client of an installation, with all its guarantees and with the request for a link before each download. */
final class ProductCarrier implements FileCarrier {

    private static final ObjectId ID = new ObjectId("aaaaaaaaaaaaaaaaaaaaaaa1");

    private final CognigyInstallation installation;
    private final Path file;

    ProductCarrier(String url, Path file) {
        this.installation = CognigyInstallation.builder()
                .baseUrl(url)
                .credentials(Credentials.apiKey("the-key"))
                .withoutRateLimit()
                .build();
        this.file = file;
    }

    @Override
    public String name() {
        return "cognigy-client";
    }

    @Override
    public long download() {
        return installation.files().download(ID, file).bytes();
    }

    @Override
    public void upload() {
        installation.files().upload(ID, file);
    }

    @Override
    public void close() {
        installation.close();
    }
}
