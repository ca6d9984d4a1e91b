package io.cognigydeploy.core.spi;

import io.cognigydeploy.client.CognigyException;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Argument;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/**
 * The change of a value that one request reads and another request replaces as a whole.
 *
 * <pre>{@code
 * new Replacement<>("settings", before, after, () -> api.read(service), (value, key) -> api.replace(service, value, key))
 * }</pre>
 *
 * <p>The same request with the earlier value reverts it. A lost answer is resolved by reading: the platform has the new
 * value, the earlier one, or another one, which is left to a person. Records have the name of the value and not its
 * content. Immutable and safe for use by many threads if the functions are.
 *
 * @param name the name of the value, also the id of the change; unique in its plan
 * @param from the value before the change
 * @param to the value after the change; compared by {@code equals}
 * @param read returns the present value
 * @param write sends the request for a value, with an idempotency key, and returns when it is answered
 */
public record Replacement<T>(String name, T from, T to, Supplier<T> read, BiConsumer<T, String> write)
        implements Change, Mutation {

    public Replacement {
        Argument.text("name", name);
        Argument.given("from", from);
        Argument.given("to", to);
        Argument.given("read", read);
        Argument.given("write", write);
    }

    @Override
    public String id() {
        return name;
    }

    @Override
    public Mutation apply() {
        return this;
    }

    @Override
    public List<Mutation> revert(String operationId, Cause why) {
        return List.of(new Replacement<>(name, to, from, read, write));
    }

    @Override
    public Verdict unchanged() {
        return is(from);
    }

    @Override
    public Verdict stillApplied() {
        return is(to);
    }

    @Override
    public String description() {
        return "replace " + name;
    }

    @Override
    public String send(String idempotencyKey) {
        write.accept(to, idempotencyKey);
        return name;
    }

    @Override
    public Search search(Optional<List<String>> known) {
        T now = read.get();
        if (now.equals(to)) {
            return new Search.Found(name);
        }
        return now.equals(from) ? new Search.Absent() : new Search.Unclear(name + " has another value");
    }

    @Override
    public Verdict confirm(Job end) {
        return is(to);
    }

    private Verdict is(T expected) {
        try {
            return read.get().equals(expected)
                    ? Verdict.pass(name + " is as expected")
                    : Verdict.fail(name + " has another value");
        } catch (CognigyException e) {
            return Verdict.inconclusive(name + " could not be read: " + e.getMessage());
        }
    }

    /** Returns the name, because values may be secret. */
    @Override
    public String toString() {
        return description();
    }
}
