package io.cognigydeploy.cli;

import io.cognigydeploy.core.runs.PostgresRunStore;
import io.cognigydeploy.core.runs.RunStore;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.postgresql.ds.PGSimpleDataSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Options for the store of runs. */
final class StoreOptions {

    private static final String DATABASE = "jdbc:postgresql:";

    @Option(
            names = "--journal",
            paramLabel = "DIR",
            defaultValue = ".cognigy-deploy",
            description = "The folder of journals, manifests and reports. Default: ${DEFAULT-VALUE}")
    private Path journal;

    @Option(
            names = "--store",
            paramLabel = "URL",
            description = {
                "The PostgreSQL database of journals, manifests and reports, such as",
                "jdbc:postgresql://db/releases?user=deployer. Default: COGNIGY_STORE, or else the folder of --journal"
            })
    private Optional<String> url = Optional.empty();

    /** Returns the folder for what is not in the store. */
    Path folder() {
        return journal;
    }

    /**
     * Returns the store of runs. The tables of a database are made if there are none.
     *
     * @throws ParameterException if the URL is not that of a PostgreSQL database
     * @throws UncheckedIOException if the database cannot be used
     */
    RunStore store(CommandSpec spec) {
        return url.or(() -> Variables.of(spec).get("COGNIGY_STORE"))
                .map(address -> database(spec, address))
                .orElseGet(() -> RunStore.files(journal));
    }

    private static RunStore database(CommandSpec spec, String address) {
        if (!address.startsWith(DATABASE)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "The store must be a URL that begins with " + DATABASE + "//. Check --store and COGNIGY_STORE.");
        }
        PGSimpleDataSource source = new PGSimpleDataSource();
        try {
            source.setURL(address);
        } catch (IllegalArgumentException e) {
            // Its message has the URL, and so perhaps a password.
            throw new ParameterException(
                    spec.commandLine(), "The store is not a URL of PostgreSQL. Check --store and COGNIGY_STORE.");
        }
        PostgresRunStore store = PostgresRunStore.of(source);
        try {
            store.requireUsable();
        } catch (UncheckedIOException missing) {
            store.createTables();
        }
        return store;
    }
}
