/** AssertJ assertions about plans, reports, outcomes and verdicts of releases. */
module io.cognigydeploy.assertj {
    requires transitive io.cognigydeploy.core;
    requires transitive org.assertj.core;
    requires static org.immutables.value.annotations;
    requires static org.jspecify;

    exports io.cognigydeploy.assertj;
}
