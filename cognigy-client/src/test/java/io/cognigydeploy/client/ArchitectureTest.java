package io.cognigydeploy.client;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import feign.RequestLine;
import io.cognigydeploy.client.api.Endpoint;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Formatter;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArchitectureTest {

    private static final String BASE = "io.cognigydeploy.client";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(BASE);

    @Test
    void resourcesAndModelsKnowNothingOfTheEngine() {
        noClasses()
                .that()
                .resideInAnyPackage(BASE + ".api", BASE + ".model")
                .should()
                .dependOnClassesThat(resideInAPackage(BASE).or(resideInAPackage(BASE + ".testing..")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage(BASE + ".model")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(BASE + ".api")
                .check(CLASSES);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.cognigydeploy.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void nothingNeedsTheFake() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..testing..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..testing..")
                .check(CLASSES);
    }

    @Test
    void micrometerIsNeededByItsOwnPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..micrometer..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", BASE + ".micrometer..")
                .check(CLASSES);
    }

    @Test
    void timeGoesThroughOneDoor() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SystemTime.class.getName())
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
                .check(CLASSES);
        // The transport measures what is left for a real body on a real socket.
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(SystemTime.class.getName())
                .and()
                .haveNameNotMatching(".*\\.HttpTransport(\\$.*)?")
                .should()
                .callMethod(System.class, "nanoTime")
                .check(CLASSES);
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
                .check(CLASSES);
        noClasses().should().callConstructor(Random.class).check(CLASSES);
    }

    @Test
    void everyFormatNamesItsLocale() {
        noClasses()
                .should()
                .callMethod(String.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(String.class, "formatted", Object[].class)
                .orShould()
                .callMethod(String.class, "toLowerCase")
                .orShould()
                .callMethod(String.class, "toUpperCase")
                .orShould()
                .callMethod(PrintWriter.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(PrintWriter.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(PrintStream.class, "printf", String.class, Object[].class)
                .orShould()
                .callMethod(PrintStream.class, "format", String.class, Object[].class)
                .orShould()
                .callMethod(DateTimeFormatter.class, "ofPattern", String.class)
                .orShould()
                .callMethod(DateTimeFormatter.class, "ofLocalizedDate", FormatStyle.class)
                .orShould()
                .callConstructor(Formatter.class)
                .orShould()
                .callConstructor(DecimalFormat.class, String.class)
                .orShould()
                .callMethod(NumberFormat.class, "getInstance")
                .check(CLASSES);
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
                .check(CLASSES);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Immutable")
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
                .check(CLASSES);
    }

    @Test
    void noTwoTypesShareASimpleName() {
        // Both are public: the status of an environment and that of a trial run.
        Set<String> shared = Set.of("Status");
        Map<String, Set<String>> namesakes = new ClassFileImporter()
                .importPackages(BASE).stream()
                        // The fake and its tests move to a module of their own.
                        .filter(type -> !type.getPackageName().equals(BASE + ".testing"))
                        .filter(type -> !type.getName().matches(".*\\.Immutable\\w+(\\$.*)?"))
                        .filter(type -> !type.getSimpleName().isEmpty())
                        .filter(type -> !Set.of("Builder", "package-info").contains(type.getSimpleName()))
                        .filter(type -> !shared.contains(type.getSimpleName()))
                        .collect(Collectors.groupingBy(
                                JavaClass::getSimpleName,
                                TreeMap::new,
                                Collectors.mapping(JavaClass::getName, Collectors.toCollection(TreeSet::new))));
        namesakes.values().removeIf(types -> types.size() == 1);

        assertThat(namesakes).isEmpty();
    }

    @Test
    void nothingOfFeignOrFailsafeIsSeenOutside() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .should(new ArchCondition<>("have neither Feign, Failsafe nor Jackson in the signature") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean shown = method.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getPackageName)
                                .anyMatch(name -> name.startsWith("feign")
                                        || name.startsWith("dev.failsafe")
                                        || name.startsWith("com.fasterxml"));
                        events.add(new SimpleConditionEvent(method, !shown, method.getFullName()));
                    }
                })
                .check(CLASSES);
    }

    @Test
    void everyEndpointSaysWhatItDoesAndDecodesNoSlash() {
        classes()
                .that()
                .resideInAPackage(BASE + ".api")
                .and()
                .haveSimpleNameEndingWith("Api")
                .should(new ArchCondition<>("describe every method") {
                    @Override
                    public void check(JavaClass resource, ConditionEvents events) {
                        for (JavaMethod method : resource.getMethods()) {
                            boolean described = method.isAnnotatedWith(Endpoint.class)
                                    && method.isAnnotatedWith(RequestLine.class)
                                    && !method.getAnnotationOfType(RequestLine.class)
                                            .decodeSlash()
                                    && method.getModifiers().contains(JavaModifier.ABSTRACT);
                            events.add(new SimpleConditionEvent(method, described, method.getFullName()));
                        }
                    }
                })
                .check(CLASSES);
    }

    @ParameterizedTest
    @CsvSource({"'', 39", ".api, 16", ".model, 46", ".testing, 9", ".micrometer, 1"})
    void visibleTypesHaveACeiling(String name, int ceiling) {
        List<String> visible = CLASSES.stream()
                .filter(type -> type.getPackageName().equals(BASE + name))
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .toList();

        assertThat(visible).hasSizeLessThanOrEqualTo(ceiling);
    }
}
