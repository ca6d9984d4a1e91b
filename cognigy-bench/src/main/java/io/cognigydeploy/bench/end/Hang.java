package io.cognigydeploy.bench.end;

import io.cognigydeploy.bench.measure.Work;

/**
 * A call that hangs at one stage until something ends it.
 *
 * @param call throws whatever ended it
 * @param close closes the client, which ends all its calls
 */
public record Hang(String stage, Work call, Runnable close) {}
