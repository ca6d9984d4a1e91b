package io.cognigydeploy.examples;

import io.cognigydeploy.client.CodeRules;

class ArchitectureTest extends CodeRules {

    ArchitectureTest() {
        super("io.cognigydeploy.examples");
    }
}
