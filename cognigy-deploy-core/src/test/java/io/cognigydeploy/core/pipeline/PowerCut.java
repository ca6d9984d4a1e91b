package io.cognigydeploy.core.pipeline;

import io.cognigydeploy.client.FileTransport;
import io.cognigydeploy.core.event.EventListener;
import io.cognigydeploy.core.event.RunEvent;
import io.cognigydeploy.testing.FakeCognigy;
import java.io.IOException;

/** The way to a fake platform, with an end of the process at an exchange or at an event of one's choice. */
public final class PowerCut extends Detour implements EventListener {

    /** Nothing in the library catches errors of the virtual machine, so a run ends where it stands. */
    public static final class Dead extends VirtualMachineError {

        private static final long serialVersionUID = 1L;

        public Dead() {
            super("the process is dead");
        }
    }

    private final FakeCognigy fake;
    private int exchanges;
    private int events;
    private int lastExchange = Integer.MAX_VALUE;
    private int lastEvent = Integer.MAX_VALUE;
    private boolean answerLost;
    private boolean dead;

    public PowerCut(FakeCognigy fake) {
        this.fake = fake;
    }

    /** From now on, the process dies at this exchange: before it, or after it had its effect. */
    public PowerCut atExchange(int number, boolean afterEffect) {
        exchanges = 0;
        lastExchange = number;
        answerLost = afterEffect;
        return this;
    }

    /** From now on, the process dies when this event is in the journal. */
    public PowerCut afterEvent(int number) {
        events = 0;
        lastEvent = number;
        return this;
    }

    /** From now on, another process is alive, and it does not die. */
    PowerCut none() {
        dead = false;
        return atExchange(Integer.MAX_VALUE, false).afterEvent(Integer.MAX_VALUE);
    }

    /** Returns whether the process is dead. */
    boolean isDead() {
        return dead;
    }

    /** Returns the end of the process, which is dead from now on. */
    Dead death() {
        dead = true;
        return new Dead();
    }

    @Override
    protected FileTransport onwards() {
        return fake;
    }

    @Override
    protected Response pass(Request request, Passage rest) throws IOException, InterruptedException {
        boolean last = ++exchanges >= lastExchange;
        if (last && !answerLost) {
            throw death();
        }
        Response response = rest.take();
        if (last) {
            throw death();
        }
        return response;
    }

    @Override
    public void on(RunEvent event) {
        if (++events >= lastEvent) {
            throw death();
        }
    }
}
