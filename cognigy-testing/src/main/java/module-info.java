/** A fake Cognigy.AI platform to test against: stateful, in virtual time, in memory or behind a loopback port. */
module io.cognigydeploy.testing {
    requires transitive io.cognigydeploy.client;
    requires com.fasterxml.jackson.databind;
    requires com.networknt.schema;
    requires jdk.httpserver;
    requires static org.immutables.value.annotations;
    requires static org.jspecify;
    // Not transitive: javac then asks every user for JUnit.
    requires static org.junit.jupiter.api;

    exports io.cognigydeploy.testing;

    // Its state is written and read by Jackson, in types that are not public.
    opens io.cognigydeploy.testing to
            com.fasterxml.jackson.databind;
}
