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

    @Override
    protected FileTransport onwards() {
        return fake;
    }

    @Override
    protected Response pass(Request request, Passage rest) throws IOException, InterruptedException {
        boolean last = ++exchanges >= lastExchange;
        if (last && !answerLost) {
            throw new Dead();
        }
        Response response = rest.take();
        if (last) {
            throw new Dead();
        }
        return response;
    }

    @Override
    public void on(RunEvent event) {
        if (++events >= lastEvent) {
            throw new Dead();
        }
    }
}
