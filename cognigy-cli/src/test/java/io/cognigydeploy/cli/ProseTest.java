package io.cognigydeploy.cli;

import io.cognigydeploy.client.ProseRules;
import java.nio.file.Path;

class ProseTest extends ProseRules {

    ProseTest() {
        super(Path.of("../README.md"), Path.of("../CHANGELOG.md"), Path.of("../docs"));
    }
}
