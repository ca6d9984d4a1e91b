package io.cognigydeploy.client.api;

/** Effect of a request, which decides what may be done when its answer is lost. */
public enum Effect {

    /** The request changes nothing. It is sent again after any failure that may pass. */
    NONE,

    /**
     * The request changes something, and sending it twice has the same effect as once. It is sent again after any
     * failure that may pass.
     */
    IDEMPOTENT,

    /**
     * The request changes something each time. It is sent again only if it certainly did not arrive or was certainly
     * refused; after an unknown outcome the caller must read the platform.
     */
    ONCE
}
