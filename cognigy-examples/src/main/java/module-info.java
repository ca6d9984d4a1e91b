/** Examples that use what the libraries export, and nothing else. */
module io.cognigydeploy.examples {
    requires io.cognigydeploy.core;
    requires java.net.http;
    requires micrometer.core;
    requires micrometer.observation;
    requires static org.jspecify;

    // Deployment and state of a kind are records that Jackson reads from a journal.
    opens io.cognigydeploy.examples.ownkind to
            com.fasterxml.jackson.databind;
}
