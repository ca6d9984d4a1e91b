package io.cognigydeploy.cli;

import java.util.Optional;

/** Place where a command works: a platform, or the installations of stages. */
interface Workplace extends AutoCloseable {

    /** Returns whether it is the embedded fake, whose time is virtual. */
    boolean isEmbedded();

    /** Returns the address of the embedded fake for webhooks. */
    Optional<String> ownWebhook();

    @Override
    void close();
}
