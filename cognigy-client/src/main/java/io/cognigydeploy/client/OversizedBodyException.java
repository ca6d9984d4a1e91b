package io.cognigydeploy.client;

import java.io.IOException;
import java.net.http.HttpHeaders;

/** A body that is larger than the limit. Status and headers are kept. */
final class OversizedBodyException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient HttpHeaders headers;

    OversizedBodyException(int status, HttpHeaders headers, long most) {
        super("the body has more than " + most + " bytes");
        this.status = status;
        this.headers = headers;
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }
}
