package io.cognigydeploy.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Scheme, host and port, which credentials are bound to.
 *
 * @param port never the default port of the scheme; that one is -1
 */
record Origin(String scheme, String host, int port) {

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]|\\[(0+:){7}0*1]");
    private static final Pattern PATH = Pattern.compile("(?:/+[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/*");

    /**
     * Parses the platform's base URL.
     *
     * @throws IllegalArgumentException if the text is more than an origin and a path of plain segments
     */
    static Origin ofBaseUrl(String url) {
        return ofUrlWithPath("The base URL", url);
    }

    /**
     * Parses a URL below which requests go.
     *
     * @param what the URL's name in messages
     * @throws IllegalArgumentException if the text is more than an origin and a path of plain segments
     */
    static Origin ofUrlWithPath(String what, String url) {
        URI uri = parse(what, url);
        Origin origin = of(what, uri);
        if (uri.getRawQuery() != null) {
            throw new IllegalArgumentException(what + " must not have a query; leave out everything from the '?'.");
        }
        pathOf(what, url);
        return origin;
    }

    /**
     * Returns the path of a URL below which requests go, such as {@code /cognigy} behind a gateway. Empty if there is
     * none.
     *
     * @throws IllegalArgumentException if the path has other than plain segments
     */
    static String pathOf(String what, String url) {
        String path = parse(what, url).getRawPath();
        if (path == null || !PATH.matcher(path).matches()) {
            throw new IllegalArgumentException(what + " must have a path of plain segments, such as"
                    + " https://gateway.example.com/cognigy, or none, but has '"
                    + Printable.cut(String.valueOf(path), 80)
                    + "'.");
        }
        return path.replaceAll("/+", "/").replaceFirst("/$", "");
    }

    /**
     * Returns the origin of an absolute URL. Messages contain neither path nor query, which are secrets in some URLs.
     *
     * @throws IllegalArgumentException if nothing may be sent to the URL
     */
    static Origin of(String what, URI uri) {
        String scheme = lower(uri.getScheme());
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException(what + " must start with https://.");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    what + " must not carry a user or a password; hand those over as credentials.");
        }
        String host = lower(uri.getHost());
        if (host.isEmpty()) {
            throw new IllegalArgumentException(what + " must name a host, such as https://api.cognigy.ai.");
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            throw new IllegalArgumentException(what + " must have a port from 1 to 65535.");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException(what + " must not have a fragment; leave out everything from the '#'.");
        }
        if (scheme.equals("http") && !LOOPBACK.matcher(host).matches()) {
            throw new IllegalArgumentException(what + " must use https: over plain http everybody on the way to " + host
                    + " can read what is sent.");
        }
        return new Origin(scheme, host, uri.getPort() == (scheme.equals("https") ? 443 : 80) ? -1 : uri.getPort());
    }

    boolean isOriginOf(URI uri) {
        try {
            return of("The request", uri).equals(this);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Returns this origin with another host. */
    Origin withHost(String other) {
        return new Origin(scheme, other, port);
    }

    URI resolve(String path) {
        return URI.create(this + path);
    }

    @Override
    public String toString() {
        return scheme + "://" + host + (port == -1 ? "" : ":" + port);
    }

    private static URI parse(String what, String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            // The text may contain a password and is neither shown nor chained.
            throw new IllegalArgumentException(
                    what + " is not a URL (" + e.getReason() + "); give something like https://api.cognigy.ai.");
        }
    }

    private static String lower(@Nullable String text) {
        return text == null ? "" : text.toLowerCase(Locale.ROOT);
    }
}
