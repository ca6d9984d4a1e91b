package io.cognigydeploy.assertj;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.client.LibraryRules;
import org.junit.jupiter.api.Test;

class ArchitectureTest extends LibraryRules {

    ArchitectureTest() {
        super("io.cognigydeploy.assertj");
    }

    @Test
    void everyPackageIsExported() {
        assertThat(exported()).isEqualTo(packages());
    }
}
