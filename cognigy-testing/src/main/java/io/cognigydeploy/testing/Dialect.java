package io.cognigydeploy.testing;

import java.util.Optional;

/** The conventions that many requests share: how they are authorised, limited and refused. */
interface Dialect {

    /** Returns whether a request that nothing serves is in this dialect. */
    boolean owns(Call call);

    /** Returns what the request has as its credentials; it need not be valid. */
    Optional<String> credentials(Call call);

    /** Refuses a request that none of this dialect may be like. */
    void check(Call call);

    /** Refuses a request without the credentials that it needs. */
    void authorise(Call call, Form form);

    /**
     * Returns the answer to a request that is refused.
     *
     * @param form empty if a fault refuses the request, or if nothing serves it
     */
    Reply refused(Refusal refusal, Call call, Optional<Form> form, String requestId);
}
