package io.cognigydeploy.client;

/** The possible effect of a failed call on the platform. This, and not a status code, decides what may be done next. */
public enum OutcomeClass {

    /** The request did not reach the platform. It may be sent again. */
    NOT_SENT,

    /** The platform refused the request and changed nothing. It may be sent again when the reason no longer exists. */
    REJECTED,

    /** The platform refused because of something that exists already. Read the platform before anything else. */
    CONFLICT,

    /**
     * The effect is unknown: the answer was lost, unreadable or a server error. A call that changes something must not
     * be sent again before the platform has been read.
     */
    UNKNOWN;

    /** Returns the outcome of a request that was refused by this HTTP status. */
    static OutcomeClass ofRefusal(int status) {
        return status >= 500 || status == 408 ? UNKNOWN : status == 409 ? CONFLICT : REJECTED;
    }
}
