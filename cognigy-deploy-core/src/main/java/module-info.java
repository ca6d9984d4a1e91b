/** Releases of Cognigy.AI bots: planned, gated, verified, rolled back, and recorded so that a crash loses nothing. */
module io.cognigydeploy.core {
    requires transitive com.fasterxml.jackson.databind;
    requires transitive io.cognigydeploy.client;
    requires transitive java.sql;
    requires transitive org.slf4j;
    requires com.fasterxml.jackson.datatype.jdk8;
    requires com.fasterxml.jackson.datatype.jsr310;
    requires java.xml;
    requires org.apache.commons.numbers.gamma;
    // Not transitive: javac then asks every user for Micrometer.
    requires static micrometer.core;
    requires static micrometer.observation;
    requires static org.immutables.value.annotations;
    requires static org.jspecify;

    exports io.cognigydeploy.core;
    exports io.cognigydeploy.core.bot;
    exports io.cognigydeploy.core.canary;
    exports io.cognigydeploy.core.check;
    exports io.cognigydeploy.core.configuration;
    exports io.cognigydeploy.core.event;
    exports io.cognigydeploy.core.flow;
    exports io.cognigydeploy.core.flows;
    exports io.cognigydeploy.core.judge;
    exports io.cognigydeploy.core.metric;
    exports io.cognigydeploy.core.micrometer;
    exports io.cognigydeploy.core.pipeline;
    exports io.cognigydeploy.core.record;
    exports io.cognigydeploy.core.retention;
    exports io.cognigydeploy.core.rollback;
    exports io.cognigydeploy.core.runs;
    exports io.cognigydeploy.core.snapshot;
    exports io.cognigydeploy.core.spi;
    exports io.cognigydeploy.core.stage;
    exports io.cognigydeploy.core.testing;
    exports io.cognigydeploy.core.understanding;

    // Their states, deployments and records are stored by Jackson, some in types that are not public.
    opens io.cognigydeploy.core.bot to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.canary to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.configuration to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.flow to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.flows to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.installation to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.journal to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.judge to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.metric to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.retention to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.rollback to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.runs to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.snapshot to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.store to
            com.fasterxml.jackson.databind;
    opens io.cognigydeploy.core.understanding to
            com.fasterxml.jackson.databind;
}
