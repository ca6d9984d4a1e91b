package io.cognigydeploy.core.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.cognigydeploy.client.Platform;
import io.cognigydeploy.client.model.Job;
import io.cognigydeploy.core.Deployment;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.pipeline.MemoryFolder;
import io.cognigydeploy.core.spi.Change;
import io.cognigydeploy.core.spi.Kind;
import io.cognigydeploy.core.spi.Mutation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract of kinds, kept by one that is right and broken by others in one way each. */
class KindContractTest {

    @TempDir(factory = MemoryFolder.class)
    Path folder;

    private record Painting(String wall, String colour) implements Deployment {

        @Override
        public String target() {
            return wall;
        }

        @Override
        public String describe() {
            return wall + " in " + colour;
        }
    }

    private record Wall(String colour) {}

    /** A kind that paints a wall in memory. */
    private static class Painter implements Kind<Painting, Wall> {

        String wall = "white";
        private final Platform platform = Platform.named("house");

        @Override
        public String name() {
            return "painting";
        }

        @Override
        public Platform platform() {
            return platform;
        }

        @Override
        public Class<Painting> deploymentType() {
            return Painting.class;
        }

        @Override
        public Class<Wall> stateType() {
            return Wall.class;
        }

        @Override
        public Wall observe(Painting deployment) {
            return new Wall(wall);
        }

        @Override
        public List<Change> changes(Painting deployment, Wall before) {
            return List.of(new Coat(this, before.colour(), deployment.colour()));
        }

        List<Mutation> revert(Coat coat) {
            return List.of(new Coat(this, coat.to(), coat.from()));
        }

        Mutation.Search search(Coat coat) {
            return wall.equals(coat.to()) ? new Mutation.Search.Found("coat") : new Mutation.Search.Absent();
        }
    }

    private record Coat(Painter painter, String from, String to) implements Change, Mutation {

        @Override
        public String id() {
            return "coat";
        }

        @Override
        public Mutation apply() {
            return this;
        }

        @Override
        public List<Mutation> revert(String operationId, Cause why) {
            return painter.revert(this);
        }

        @Override
        public String description() {
            return "paint it " + to;
        }

        @Override
        public String send(String idempotencyKey) {
            painter.wall = to;
            return "coat";
        }

        @Override
        public Search search(Optional<List<String>> known) {
            return painter.search(this);
        }

        @Override
        public Verdict confirm(Job end) {
            return painter.wall.equals(to) ? Verdict.pass() : Verdict.fail("it is " + painter.wall);
        }
    }

    private List<String> problems(Painter painter) {
        return contract(painter).problems(folder);
    }

    private static KindContract<Painting> contract(Painter painter) {
        UnaryOperator<Painter> fresh = same -> {
            same.wall = "white";
            return same;
        };
        return KindContract.of(() -> fresh.apply(painter), new Painting("north", "blue"));
    }

    @Test
    void aKindThatKeepsItHasNoProblems() {
        assertThat(problems(new Painter())).isEmpty();
    }

    @Test
    void aLostAnswerMustBeFound() {
        Painter blind = new Painter() {
            @Override
            Mutation.Search search(Coat coat) {
                return new Mutation.Search.Unclear("it is dark");
            }
        };

        assertThat(problems(blind))
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith("After a lost answer to \"paint it blue\" the run must end as Succeeded")
                        .contains("it is dark"));
    }

    @Test
    void onAPlatformWithoutASearchALostAnswerMayBeLeftToAPerson() {
        Painter blind = new Painter() {
            @Override
            Mutation.Search search(Coat coat) {
                return new Mutation.Search.Unclear("it is dark");
            }
        };

        assertThat(contract(blind).withoutSearch().problems(folder)).isEmpty();
    }

    @Test
    void withoutASearchTheUndisturbedRunMustSucceedAllTheSame() {
        Painter dreamer = new Painter() {
            @Override
            public Wall observe(Painting deployment) {
                return new Wall("white");
            }

            @Override
            List<Mutation> revert(Coat coat) {
                return List.of();
            }
        };

        assertThat(contract(dreamer).withoutSearch().problems(folder))
                .singleElement()
                .asString()
                .startsWith("Undisturbed the run must end as RolledBack");
    }

    @Test
    void aRequestThatArrivedMustNotBeSentAgain() {
        Painter forgetful = new Painter() {
            @Override
            Mutation.Search search(Coat coat) {
                return new Mutation.Search.Absent();
            }

            @Override
            public Wall observe(Painting deployment) {
                return new Wall("white");
            }
        };

        assertThat(problems(forgetful))
                .contains("After a lost answer to \"paint it blue\" the requests must be [paint it blue],"
                        + " but were [paint it blue, paint it blue].");
    }

    @Test
    void aChangeMustBeReverted() {
        Painter stubborn = new Painter() {
            @Override
            List<Mutation> revert(Coat coat) {
                return List.of();
            }
        };

        assertThat(problems(stubborn))
                .singleElement()
                .asString()
                .startsWith("Undisturbed the run must end as RolledBack, but ended as RollbackFailed");
    }

    @Test
    void aRollbackMustRestoreTheState() {
        Painter careless = new Painter() {
            @Override
            List<Mutation> revert(Coat coat) {
                return List.of(new Coat(this, coat.to(), "grey"));
            }
        };

        assertThat(problems(careless))
                .containsExactly("Undisturbed the rollback must restore {\"colour\":\"white\"}, but left"
                        + " {\"colour\":\"grey\"}.");
    }

    @Test
    void aKindMayKeepSomethingOnARollback() {
        Painter leavingLadders = new Painter() {
            private boolean ladder;

            @Override
            List<Mutation> revert(Coat coat) {
                ladder = true;
                return super.revert(coat);
            }

            @Override
            public Wall observe(Painting deployment) {
                return new Wall(ladder ? wall + ", a ladder" : wall);
            }
        };

        assertThat(contract(leavingLadders).problems(folder.resolve("whole")))
                .anySatisfy(problem -> assertThat(problem).contains("the rollback must restore"));
        assertThat(contract(leavingLadders)
                        .restoring(state ->
                                new TextNode(state.path("colour").asText().split(",", 2)[0]))
                        .problems(folder.resolve("part")))
                .isEmpty();
    }

    @Test
    void changesMustBeTheSameEachTime() {
        AtomicInteger number = new AtomicInteger();
        Painter moody = new Painter() {
            @Override
            public List<Change> changes(Painting deployment, Wall before) {
                return number.incrementAndGet() == 1 ? List.of() : super.changes(deployment, before);
            }
        };

        assertThat(problems(moody))
                .containsExactly(
                        "The deployment must have a change, but the kind listed none.",
                        "The changes must be the same each time, but were [] and then [coat].");
    }
}
