package io.cognigydeploy.core.testing;

import io.cognigydeploy.core.runs.RunStore;
import io.cognigydeploy.core.text.Argument;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The contract that runs rely on, for a test of a store of your own.
 *
 * <pre>{@code
 * assertThat(RunStoreContract.of(() -> {
 *     Path folder = emptyFolder();
 *     return () -> RunStore.files(folder);
 * }).problems()).isEmpty();
 * }</pre>
 *
 * <p>Each clause begins with an empty store, which is reached several times, as by several processes. Immutable and safe for
 * use by many threads.
 */
public final class RunStoreContract {

    private final Supplier<? extends StorePlace> fresh;

    private RunStoreContract(Supplier<? extends StorePlace> fresh) {
        this.fresh = fresh;
    }

    /** A place that has the records of one store, as several processes reach it. */
    @FunctionalInterface
    public interface StorePlace {

        /** Returns a store with the records of this place. */
        RunStore reach();
    }

    /** One sentence of the contract, with its trial. Immutable. */
    public static final class Clause {

        private final StoreClause clause;
        private final Supplier<? extends StorePlace> fresh;

        private Clause(StoreClause clause, Supplier<? extends StorePlace> fresh) {
            this.clause = clause;
            this.fresh = fresh;
        }

        /** Returns the sentence. */
        public String sentence() {
            return clause.sentence();
        }

        /** Tries the clause on a fresh store, and returns how the store breaks it; empty if it keeps it. */
        public Optional<String> problem() {
            try {
                clause.trial().on(new StoreOnTrial(fresh.get()::reach));
                return Optional.empty();
            } catch (BreachException e) {
                return Optional.of(sentence() + ": " + e.getMessage());
            } catch (Exception e) {
                return Optional.of(sentence() + ": threw " + e);
            } finally {
                var unused = Thread.interrupted();
            }
        }
    }

    /**
     * Returns the contract for a store.
     *
     * @param fresh makes a place without any run; called for each clause
     */
    public static RunStoreContract of(Supplier<? extends StorePlace> fresh) {
        return new RunStoreContract(Argument.given("fresh", fresh));
    }

    /** Returns the clauses, for a test of each. */
    public List<Clause> clauses() {
        return Stream.of(LeaseClauses.ALL, RecordClauses.ALL, ListClauses.ALL, ApprovalClauses.ALL)
                .flatMap(List::stream)
                .map(clause -> new Clause(clause, fresh))
                .toList();
    }

    /** Tries every clause and returns the breaches, a sentence each. Empty: the store keeps the contract. */
    public List<String> problems() {
        return clauses().stream().flatMap(clause -> clause.problem().stream()).toList();
    }
}
