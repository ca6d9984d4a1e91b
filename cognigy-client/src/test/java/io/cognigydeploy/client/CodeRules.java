package io.cognigydeploy.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.NumberFormat;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Formatter;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The rules that the compiled code of every module keeps. One instance reads the classes for all of its rules. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class CodeRules {

    private final String base;
    private final Set<String> namesakes;

    /** The classes of the module, without its tests. */
    protected final JavaClasses classes;

    /**
     * @param base the package of the module
     * @param namesakes the simple names that two types of the module may share
     */
    protected CodeRules(String base, String... namesakes) {
        this.base = base;
        this.namesakes = Set.of(namesakes);
        this.classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(base);
    }

    /** Returns the packages that the module exports. */
    public static Set<String> exported() {
        try (InputStream descriptor = Files.newInputStream(Path.of("target", "classes", "module-info.class"))) {
            return ModuleDescriptor.read(descriptor).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the packages of the module. */
    protected Set<String> packages() {
        return classes.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.cognigydeploy.(**)").should().beFreeOfCycles().check(classes);
    }

    /** A user's compiler reads the annotations of packages, and warns of a type that it does not find. */
    @Test
    void packagesHaveNoAnnotationOfALibraryThatUsersDoNotHave() {
        noClasses()
                .that()
                .haveSimpleName("package-info")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.immutables..")
                .allowEmptyShould(true)
                .check(classes);
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
                .check(classes);
    }

    @Test
    void namesSayWhatAClassIs() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("Immutable")
                .should()
                .haveNameMatching(".*(Manager|Helper|Helpers|Util|Utils|Impl)")
                .check(classes);
    }

    @Test
    void noTwoTypesShareASimpleName() {
        Map<String, Set<String>> shared = new ClassFileImporter()
                .importPackages(base).stream()
                        .filter(type -> !type.getName().matches(".*\\.Immutable\\w+(\\$.*)?"))
                        .filter(type -> !type.getSimpleName().isEmpty())
                        .filter(type -> !Set.of("Builder", "package-info").contains(type.getSimpleName()))
                        .filter(type -> !namesakes.contains(type.getSimpleName()))
                        .filter(type -> !isLeaf(type))
                        .collect(Collectors.groupingBy(
                                JavaClass::getSimpleName,
                                TreeMap::new,
                                Collectors.mapping(JavaClass::getName, Collectors.toCollection(TreeSet::new))));
        shared.values().removeIf(types -> types.size() == 1);

        assertThat(shared).isEmpty();
    }

    /** Returns whether a type is a member of the sealed type that it extends; it is never named without that type. */
    private static boolean isLeaf(JavaClass type) {
        return type.getEnclosingClass()
                .map(JavaClass::reflect)
                .filter(family -> family.isSealed() && family.isAssignableFrom(type.reflect()))
                .isPresent();
    }
}
