package io.cognigydeploy.core.flows;

/** The content of a flow, compared with known contents. */
enum ContentMatch {
    /** The content that is, or was, pushed. */
    OURS,
    /** The content before the push; no flow if there was none. */
    BEFORE,
    OTHER,
    UNKNOWN
}
