package io.cognigydeploy.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The rules that the compiled code of a library keeps, beyond those of all code. */
public abstract class LibraryRules extends CodeRules {

    /**
     * @param base the package of the module
     * @param namesakes the simple names that two types of the module may share
     */
    protected LibraryRules(String base, String... namesakes) {
        super(base, namesakes);
    }

    @Test
    void timeGoesThroughOneDoor() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.cognigydeploy.client.SystemTime")
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", long.class, int.class)
                .orShould()
                .callMethod(TimeUnit.class, "sleep", long.class)
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDateTime.class, "now")
                .orShould()
                .callMethod(ZonedDateTime.class, "now")
                .check(classes);
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("io.cognigydeploy.client.SystemTime")
                .should()
                .callMethod(System.class, "nanoTime")
                .check(classes);
    }

    @Test
    void randomnessComesFromOutside() {
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(ThreadLocalRandom.class)
                .check(classes);
        noClasses().should().callConstructor(Random.class).check(classes);
    }

    @Test
    void nothingPrints() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(classes);
    }

    @Test
    void everyValueWithABuilderBecomesOneAgain() {
        List<JavaClass> builders = classes.stream()
                .filter(type -> type.getSimpleName().equals("Builder"))
                .filter(type -> type.getRawSuperclass()
                        .flatMap(JavaClass::getEnclosingClass)
                        .filter(generated -> generated.getSimpleName().startsWith("Immutable"))
                        .isPresent())
                .toList();

        assertThat(builders)
                .allSatisfy(builder -> assertThat(builder.getEnclosingClass()
                                .orElseThrow()
                                .getMethod("toBuilder")
                                .getRawReturnType())
                        .isEqualTo(builder));
    }
}
