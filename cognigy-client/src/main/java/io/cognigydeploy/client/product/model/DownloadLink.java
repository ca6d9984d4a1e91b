package io.cognigydeploy.client.product.model;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The address of a prepared file: any owner of it may be able to fetch the file. {@link #toString()} hides it, and it is
 * not written as JSON.
 */
public final class DownloadLink {

    private final URI value;

    private DownloadLink(URI value) {
        this.value = value;
    }

    /**
     * Returns the link.
     *
     * @throws IllegalArgumentException if the text is not an absolute URL with a host
     */
    public static DownloadLink of(String value) {
        URI uri;
        try {
            uri = new URI(Objects.requireNonNull(value, "value must be given, but was null."));
        } catch (URISyntaxException e) {
            // The exception contains the link and is not chained.
            throw new IllegalArgumentException("value must be an absolute URL");
        }
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException("value must be an absolute URL");
        }
        return new DownloadLink(uri);
    }

    /** Returns the link itself. Do not log it, and do not put it into a message. */
    public URI reveal() {
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DownloadLink link && link.value.equals(value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
