package io.cognigydeploy.spring.example;

import io.cognigydeploy.client.CodeRules;

class ArchitectureTest extends CodeRules {

    ArchitectureTest() {
        super("io.cognigydeploy.spring.example");
    }
}
