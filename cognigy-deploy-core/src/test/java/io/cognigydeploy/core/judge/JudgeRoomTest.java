package io.cognigydeploy.core.judge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.cognigydeploy.client.Printable;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class JudgeRoomTest {

    private static final String BASE = "io.cognigydeploy.core.judge";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void it_needs_nothing_but_java_jackson_and_special_functions() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                BASE,
                                "java.lang..",
                                "java.math..",
                                "java.util..",
                                "java.time..",
                                "com.fasterxml.jackson..",
                                "org.apache.commons.numbers..",
                                "org.immutables.value..",
                                "org.jspecify..")
                        // The one function that escapes text from outside.
                        .or(type(Printable.class))
                        // The values of metrics of one's own; no source of them.
                        .or(nameMatching(
                                ".*\\.core\\.metric\\.(NamedMetric|MetricReading|MetricDefect|Figures)(\\$.*|;)?")))
                .check(CLASSES);
    }

    @Test
    void it_knows_no_clock() {
        noClasses()
                .should()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .check(CLASSES);
    }

    @Test
    void visible_types_have_a_ceiling() {
        assertThat(CLASSES.stream()
                        .filter(JavaClass::isTopLevelClass)
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::getSimpleName))
                .hasSizeLessThanOrEqualTo(24);
    }
}
