package io.cognigydeploy.client;

/** What a failed call may have done to the platform. This, and not a status code, decides what may be done next. */
public enum OutcomeClass {

    /** The request did not reach the platform. It may be sent again. */
    NOT_SENT,

    /** The platform refused the request and changed nothing. It may be sent again when the reason is gone. */
    REJECTED,

    /** The platform refused because of something that is there already. Look at what is there before anything else. */
    CONFLICT,

    /**
     * Nobody knows: the answer was lost, unreadable or a server error. If the call changes something it must not be
     * sent again before the platform has been asked what happened.
     */
    UNKNOWN
}
