package io.cognigydeploy.spring;

import io.cognigydeploy.client.LibraryRules;

class ArchitectureTest extends LibraryRules {

    ArchitectureTest() {
        super("io.cognigydeploy.spring");
    }
}
