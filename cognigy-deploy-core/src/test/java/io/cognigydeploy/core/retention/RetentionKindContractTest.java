package io.cognigydeploy.core.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.installation.Archive;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.testing.KindContract;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The contract of kinds, for deletions of snapshots: a process that dies at each record and at each request, and each answer
 * lost. Each snapshot is deleted once, and nothing that is deleted is reported as undone.
 */
class RetentionKindContractTest {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private static RetentionFixture fresh(Path folder) {
        RetentionFixture fixture = new RetentionFixture(folder).made("a", "b", "c");
        fixture.prod.endpoint("Web").sessionLife(Duration.ZERO).changedBy("ci", "{\"entrypoint\":\"b\"}");
        fixture.prod.endpoint("Web").beginConversation("s1").changedBy("ci", "{\"entrypoint\":\"c\"}");
        return fixture;
    }

    @Test
    void deletionsKeepTheContract() {
        RetentionFixture example = fresh(folder);

        assertThat(KindContract.of(
                                () -> {
                                    RetentionFixture fixture = fresh(folder);
                                    return new RetentionKind(fixture.client(), new Archive(fixture.archive));
                                },
                                example.retention
                                        .replaced(example.id("b"), example.time.now(), "Web")
                                        .draining(Duration.ofHours(1)))
                        .withoutRollback()
                        .problems(folder.resolve("journals")))
                .isEmpty();
    }
}
