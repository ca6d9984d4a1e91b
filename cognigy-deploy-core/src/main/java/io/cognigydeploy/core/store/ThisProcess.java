package io.cognigydeploy.core.store;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The process that this code runs in, as others are to know it. */
public final class ThisProcess {

    private ThisProcess() {}

    /** Returns the id of the process and the name of its host, in words. */
    public static String name() {
        return "process " + ProcessHandle.current().pid() + " on " + host();
    }

    /** Returns the name of the host. */
    static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "an unnamed host";
        }
    }
}
