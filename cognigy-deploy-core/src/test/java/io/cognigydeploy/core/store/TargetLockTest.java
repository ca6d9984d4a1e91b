package io.cognigydeploy.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognigydeploy.client.Time;
import io.cognigydeploy.core.DamagedRecordException;
import io.cognigydeploy.core.TargetBusyException;
import io.cognigydeploy.core.pipeline.ChildJvm;
import io.cognigydeploy.core.pipeline.TickingTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class TargetLockTest {

    @TempDir
    Path dir;

    private final Time time = new TickingTime();

    @Test
    void theEpochGrowsWithEveryOwner() {
        for (int n = 1; n <= 5; n++) {
            try (var lock = TargetLock.acquire(dir, "env_prod", "run-" + n, time)) {
                assertThat(lock.epoch()).isEqualTo(n);
                assertThat(lock.stillOwned()).isTrue();
            }
        }
    }

    @Test
    void aSecondRunInTheSameProcessIsTurnedAwayAndTakesNothingFromTheFirst() throws Exception {
        try (var lock = TargetLock.acquire(dir, "env_prod", "run-1", time)) {
            assertThatExceptionOfType(TargetBusyException.class)
                    .isThrownBy(
                            () -> TargetLock.acquire(dir.resolve("../" + dir.getFileName()), "env_prod", "run-2", time))
                    .withMessageContainingAll(
                            "env_prod",
                            "run-1",
                            "process " + ProcessHandle.current().pid(),
                            "Wait")
                    .satisfies(e -> assertThat(e.target()).isEqualTo("env_prod"))
                    .satisfies(e ->
                            assertThat(e.owner()).matches("run run-1 \\(process \\d+ on [^,]+, since 20\\d\\d-.+Z\\)"));
            assertThat(lock.stillOwned()).isTrue();
            assertThat(child("env_prod", "run-3")).startsWith("busy").contains("run run-1");
        }
        assertThat(child("env_prod", "run-4")).isEqualTo("locked 2");
    }

    @Test
    void aKilledOwnerIsFollowedAtOnce() throws Exception {
        try (var child = ChildJvm.start(TargetLockTest.class, dir, "env_prod", "run-1", "stay")) {
            assertThat(child.line()).isEqualTo("locked 1");
            assertThatExceptionOfType(TargetBusyException.class)
                    .isThrownBy(() -> TargetLock.acquire(dir, "env_prod", "run-2", time))
                    .withMessageContainingAll("run run-1", "process " + child.pid());
            child.kill();
            try (var lock = TargetLock.acquire(dir, "env_prod", "run-2", time)) {
                assertThat(lock.epoch()).isEqualTo(2);
            }
        }
    }

    @Test
    void aTargetWhoseOwnerCannotBeReadIsBusyAllTheSame() throws Exception {
        try (var child = ChildJvm.start(TargetLockTest.class, dir, "env_prod", "run-1", "stay")) {
            assertThat(child.line()).isEqualTo("locked 1");
            Files.writeString(ownerFile(), "{}");
            assertThatExceptionOfType(TargetBusyException.class)
                    .isThrownBy(() -> TargetLock.acquire(dir, "env_prod", "run-2", time))
                    .withMessageContaining("a run whose owner record cannot be read");
        }
    }

    @Test
    void anOwnerWhoseRecordIsUnreadableClaimsNothing() throws Exception {
        try (var lock = TargetLock.acquire(dir, "env_prod", "run-1", time)) {
            Files.writeString(ownerFile(), "[");
            assertThat(lock.stillOwned()).isFalse();
        }
    }

    @Test
    void anOwnerNoticesThatItsLockFileWasDeletedAndTaken() throws Exception {
        try (var lock = TargetLock.acquire(dir, "env_prod", "run-1", time)) {
            try (Stream<Path> files = Files.list(dir.resolve("locks"))) {
                Files.delete(files.filter(file -> file.toString().endsWith(".lock"))
                        .findFirst()
                        .orElseThrow());
            }
            assertThat(child("env_prod", "run-2")).isEqualTo("locked 2");
            assertThat(lock.stillOwned()).isFalse();
        }
    }

    @Test
    void aReleasedLockIsNotOwnedAndMayBeReleasedAgain() {
        var lock = TargetLock.acquire(dir, "env_prod", "run-1", time);
        lock.close();
        assertThat(lock.stillOwned()).isFalse();
        try (var next = TargetLock.acquire(dir, "env_prod", "run-2", time)) {
            lock.close();
            assertThat(next.stillOwned()).isTrue();
            assertThatExceptionOfType(TargetBusyException.class)
                    .isThrownBy(() -> TargetLock.acquire(dir, "env_prod", "run-3", time));
        }
    }

    @Test
    void differentTargetsDoNotMeet() throws Exception {
        List<String> targets =
                List.of("a/b", "a_b", "A_b", "../a", "..", "x".repeat(300), "x".repeat(301), "\u00e4", "CON");
        List<TargetLock> locks = new ArrayList<>();
        targets.forEach(target -> locks.add(TargetLock.acquire(dir, target, "run", time)));
        assertThat(locks).allMatch(lock -> lock.epoch() == 1);
        try (Stream<Path> files = Files.list(dir.resolve("locks"))) {
            assertThat(files).hasSize(2 * targets.size());
        }
        locks.forEach(TargetLock::close);
    }

    @Test
    void ofManyThreadsOneAtATimeGetsIt() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        var inside = new AtomicInteger();
        try {
            List<Callable<Integer>> runs = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                runs.add(() -> {
                    try (var lock = TargetLock.acquire(dir, "env", "run", time)) {
                        assertThat(inside.incrementAndGet()).isEqualTo(1);
                        assertThat(lock.stillOwned()).isTrue();
                        inside.decrementAndGet();
                        return 1;
                    } catch (TargetBusyException e) {
                        return 0;
                    }
                });
            }
            int taken = 0;
            for (Future<Integer> run : threads.invokeAll(runs)) {
                taken += run.get();
            }
            try (var lock = TargetLock.acquire(dir, "env", "run", time)) {
                assertThat(lock.epoch()).isEqualTo(taken + 1);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void anUnreadableOwnerRecordIsRefusedBecauseTheEpochIsLost() throws Exception {
        TargetLock.acquire(dir, "env", "run", time).close();
        Path owner = ownerFile();
        for (String content : List.of(
                "",
                "{}",
                "[",
                "{\"epoch\":0}",
                "{\"epoch\":1.5}",
                "{\"epoch\":7}",
                Files.readString(owner).replace("\"epoch\":1", "\"epoch\":0"))) {
            Files.writeString(owner, content);
            assertThatExceptionOfType(DamagedRecordException.class)
                    .isThrownBy(() -> TargetLock.acquire(dir, "env", "run", time))
                    .withMessageContaining(owner.getFileName().toString());
        }
        Files.delete(owner);
        TargetLock.acquire(dir, "env", "run", time).close();
    }

    private Path ownerFile() throws IOException {
        try (Stream<Path> files = Files.list(dir.resolve("locks"))) {
            return files.filter(file -> file.toString().endsWith(".owner"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void anInterruptedThreadCanLockAndRelease() {
        Thread.currentThread().interrupt();
        try (var lock = TargetLock.acquire(dir, "env", "run", time)) {
            assertThat(lock.stillOwned()).isTrue();
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void targetAndRunMustBeNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> TargetLock.acquire(dir, " ", "run", time));
        assertThatIllegalArgumentException().isThrownBy(() -> TargetLock.acquire(dir, "env", "", time));
    }

    private String child(String target, String run) throws IOException {
        try (var child = ChildJvm.start(TargetLockTest.class, dir, target, run, "go")) {
            return child.line();
        }
    }

    public static void main(String[] args) throws IOException {
        try (var lock = TargetLock.acquire(Path.of(args[0]), args[1], args[2], Time.SYSTEM)) {
            System.out.println("locked " + lock.epoch());
            if (args[3].equals("stay")) {
                System.in.read();
            }
        } catch (TargetBusyException e) {
            System.out.println("busy " + e.getMessage());
        }
    }
}
