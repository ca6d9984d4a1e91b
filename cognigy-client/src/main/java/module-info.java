/** A typed client for the Cognigy.AI platform that never sends a change twice. */
module io.cognigydeploy.client {
    requires transitive java.net.http;
    requires org.slf4j;
    requires com.fasterxml.jackson.databind;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires dev.failsafe.core;
    requires feign.core;
    requires org.apache.httpcomponents.core5.httpcore5;
    // Not transitive: javac then asks every user for Micrometer.
    requires static micrometer.core;
    requires static micrometer.observation;
    requires static org.immutables.value.annotations;
    requires static org.jspecify;

    exports io.cognigydeploy.client;
    exports io.cognigydeploy.client.api;
    exports io.cognigydeploy.client.micrometer;
    exports io.cognigydeploy.client.model;
    exports io.cognigydeploy.client.product;
    exports io.cognigydeploy.client.product.model;

    // Jackson makes the values by builders and constructors that are not public.
    opens io.cognigydeploy.client.model to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.client.product.model to
            com.fasterxml.jackson.databind;
}
