package io.cognigydeploy.core.testing;

import io.cognigydeploy.client.CallFailedException;
import io.cognigydeploy.client.OutcomeClass;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import io.cognigydeploy.core.spi.Progression;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fault of one run, and the requests that the run has sent. */
final class Faults {

    /** The form of a fault. */
    private enum Disturbance {
        NONE,
        CRASH_AT_RECORD,
        CRASH_AT_REQUEST,
        LOST_ANSWER
    }

    /** The end of a process, which no code of a run handles. */
    static final class Crash extends VirtualMachineError {

        private static final long serialVersionUID = 1L;
    }

    private static final Set<Class<?>> CONTRACT = Set.of(Kind.class, Change.class, Mutation.class, Progression.class);

    private final Disturbance form;
    private final int number;
    private final List<String> sent = new ArrayList<>();
    private int records;

    private Faults(Disturbance form, int number) {
        this.form = form;
        this.number = number;
    }

    static Faults none() {
        return new Faults(Disturbance.NONE, 0);
    }

    static Faults crashAtRecord(int number) {
        return new Faults(Disturbance.CRASH_AT_RECORD, number);
    }

    static Faults crashAtRequest(int number) {
        return new Faults(Disturbance.CRASH_AT_REQUEST, number);
    }

    static Faults lostAnswer(int number) {
        return new Faults(Disturbance.LOST_ANSWER, number);
    }

    /** Returns whether the run has a fault at all. */
    boolean disturb() {
        return form != Disturbance.NONE;
    }

    /** Returns the requests that were sent, in order. */
    List<String> sent() {
        return List.copyOf(sent);
    }

    /** Counts a record that was written, and returns whether the process dies at it. */
    boolean recorded() {
        records++;
        return form == Disturbance.CRASH_AT_RECORD && records == number;
    }

    /** Counts a request that the platform has received. */
    private void sent(String request) {
        sent.add(request);
        if (form == Disturbance.CRASH_AT_REQUEST && sent.size() == number) {
            throw new Crash();
        }
        if (form == Disturbance.LOST_ANSWER && sent.size() == number) {
            throw new CallFailedException(request, OutcomeClass.UNKNOWN, "the answer was lost on purpose", null);
        }
    }

    /** Returns the kind with this fault in its requests. */
    @SuppressWarnings("unchecked") // the proxy answers as the kind does
    <D extends Deployment, S> Kind<D, S> in(Kind<D, S> kind) {
        return (Kind<D, S>) proxy(kind);
    }

    private Object faulty(Object result) {
        if (result instanceof Progression.Next.Send next) {
            return new Progression.Next.Send(next.name(), (Mutation) proxy(next.mutation()));
        } else if (result instanceof List<?> list) {
            return list.stream().map(this::faulty).toList();
        }
        return CONTRACT.stream().anyMatch(type -> type.isInstance(result)) ? proxy(result) : result;
    }

    /** Returns a proxy, so that no method of the contract is left out, methods with a default included. */
    private Object proxy(Object real) {
        // One object can be a change and its own mutation.
        Class<?>[] types =
                CONTRACT.stream().filter(type -> type.isInstance(real)).toArray(Class<?>[]::new);
        return Proxy.newProxyInstance(Kind.class.getClassLoader(), types, (self, method, arguments) -> {
            @Nullable Object result;
            try {
                result = method.invoke(real, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
            if (real instanceof Mutation mutation && method.getName().equals("send")) {
                sent(mutation.description());
            }
            return result == null ? null : faulty(result);
        });
    }
}
