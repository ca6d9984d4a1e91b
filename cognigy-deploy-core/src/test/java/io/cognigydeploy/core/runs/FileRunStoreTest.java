package io.cognigydeploy.core.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognigydeploy.core.testing.RunStoreContract;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class FileRunStoreTest {

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> keepsTheContract() {
        var places = new AtomicInteger();
        return RunStoreContract.of(() -> {
                    Path place = folder.resolve("place-" + places.incrementAndGet());
                    return () -> RunStore.files(place);
                })
                .clauses()
                .stream()
                .map(clause -> DynamicTest.dynamicTest(
                        clause.sentence(), () -> assertThat(clause.problem()).isEmpty()));
    }
}
