module releases {
    requires io.cognigydeploy.core;
    requires io.cognigydeploy.testing;
}
