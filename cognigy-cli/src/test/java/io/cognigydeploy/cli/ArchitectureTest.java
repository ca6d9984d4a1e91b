package io.cognigydeploy.cli;

import io.cognigydeploy.client.CodeRules;

class ArchitectureTest extends CodeRules {

    ArchitectureTest() {
        super("io.cognigydeploy.cli");
    }
}
