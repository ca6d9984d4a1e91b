package io.cognigydeploy.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/** The rules that the prose of every module keeps: plain words, and first sentences of one form. */
public abstract class ProseRules {

    private static final Path MAIN = Path.of("src/main/java");
    private static final Path TESTS = Path.of("src/test/java");

    private static final Pattern WORDS =
            Pattern.compile("\\b(told|tells|wish(es)?|whoever|nobody|somebody|befalls?|befell"
                    + "|gone on with|of its own accord|in vain)\\b");

    /** A member of journals and reports of format 1, which keeps its name. */
    private static final Pattern MEMBER = Pattern.compile("\"wish\"|`wish`|\\{@code wish}");

    private static final Pattern EXEMPT = Pattern.compile("ProseRules\\.java|ProseTest\\.java");

    private static final Set<String> VERBS = Set.of(
            ("Accepts Adds Adjusts Admits Adopts Answers Applies Approves Asks Attempts Begins Blocks Brings Builds Calls Cancels"
                            + " Carries Changes Checks Clears Closes Collects Compares Completes Computes Confirms Converts Copies"
                            + " Counts Creates Decides Decodes Delays Deletes Delivers Deploys Describes Discards Downloads Draws Encodes"
                            + " Ends Enforces Escapes Exports Fetches Fills Finds Follows Forces Generates Gets Gives Goes Handles"
                            + " Hashes Honours Imports Inserts Interrupts Issues Joins Judges Keeps Lays Lets Limits Lists Loads"
                            + " Locks Looks Loses Makes Maps Marks Measures Merges Moves Names Notes Opens Parses Passes Performs"
                            + " Plans Polls Posts Prepares Prints Promotes Puts Queues Reacts Reads Receives Records Reduces"
                            + " Refuses Registers Rejects Releases Removes Renders Repeats Replaces Reports Requests Requires"
                            + " Resets Resolves Restarts Restores Resumes Retries Returns Reverts Revokes Rolls Runs Saves Searches"
                            + " Selects Sends Serves Sets Shows Signs Simulates Sleeps Sorts Splits Starts States Steers Stops"
                            + " Stores Strips Takes Tests Throws Tries Undoes Updates Uploads Validates Verifies Visits Waits Watches Wraps Writes")
                    .split(" "));

    private static final Pattern OTHER_BEGINNINGS = Pattern.compile(
            "(What|Whatever|Who|Whoever|Whether|Which|How|When|Where|It|This|That|Something|Thrown|Called|Made|Returns)\\b.*");

    private static final Pattern VERB_AND_OBJECT =
            Pattern.compile("(\\w+s) (a|an|the|this|these|its|all|each|every|one)\\b.*");

    private static final int MAX_WORDS = 20;

    private final List<Path> documents;

    /** @param documents files or folders with documents of the repository, relative to the module */
    protected ProseRules(Path... documents) {
        this.documents = List.of(documents);
    }

    @Test
    void sourcesAndDocumentsHaveNoneOfTheWords() throws IOException {
        List<Path> texts = new ArrayList<>(files(MAIN, ".java"));
        texts.addAll(files(TESTS, ".java"));
        texts.removeIf(file -> EXEMPT.matcher(file.getFileName().toString()).matches());
        for (Path document : documents) {
            texts.addAll(files(document, ".md"));
        }

        assertThat(texts)
                .hasSizeGreaterThan(documents.size())
                .flatExtracting(ProseRules::hits)
                .isEmpty();
    }

    @Test
    void firstSentencesHaveOneForm() throws IOException {
        List<String> problems = new ArrayList<>();

        scan(comments -> new FirstSentences(comments, problems));

        assertThat(problems).isEmpty();
    }

    /** The build copies the comment of an attribute to the setters of its builder. */
    @Test
    void settersOfBuildersAndAttributesHaveComments() throws IOException {
        List<String> problems = new ArrayList<>();

        scan(comments -> new Setters(comments, problems));

        assertThat(problems).isEmpty();
    }

    @Test
    void everyPackageIsDescribed() throws IOException {
        Set<Path> packages = files(MAIN, ".java").stream()
                .map(Path::getParent)
                .filter(folder -> !folder.equals(MAIN))
                .collect(Collectors.toSet());

        assertThat(packages)
                .isNotEmpty()
                .allSatisfy(folder -> assertThat(folder.resolve("package-info.java"))
                        .content(StandardCharsets.UTF_8)
                        .startsWith("/**"));
    }

    /** Scans the sources of the module. */
    private static void scan(Function<DocTrees, TreePathScanner<Void, Void>> scanner) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null,
                    manager,
                    none -> {},
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(files(MAIN, ".java")));
            DocTrees comments = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                scanner.apply(comments).scan(unit, null);
            }
        }
    }

    private static List<Path> files(Path root, String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(suffix)).toList();
        }
    }

    private static List<String> hits(Path file) throws IOException {
        List<String> lines =
                Files.readString(file, StandardCharsets.UTF_8).lines().toList();
        return IntStream.range(0, lines.size())
                // With the next line, because a phrase may be wrapped.
                .filter(i -> hasWord(lines.get(i) + "\n" + (i + 1 < lines.size() ? lines.get(i + 1) : "")))
                .mapToObj(i -> file + ":" + (i + 1) + ": " + lines.get(i).strip())
                .toList();
    }

    /** Returns whether a text has one of the words, as a word or as a part of a name. */
    static boolean hasWord(String text) {
        String plain = MEMBER.matcher(text)
                .replaceAll("")
                .replaceAll("\\s*\\n\\s*(\\*|//)?\\s*", " ")
                .replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return WORDS.matcher(plain).find();
    }

    /** Returns the problem of the first sentence about a type; empty if there is none. */
    static Optional<String> problemOfType(String sentence) {
        boolean isVerb = VERB_AND_OBJECT.matcher(sentence).matches() && VERBS.contains(firstWord(sentence));
        return isVerb || OTHER_BEGINNINGS.matcher(sentence).matches()
                ? Optional.of("is no noun phrase")
                : problem(sentence);
    }

    /** Returns the problem of the first sentence about a method; empty if there is none. */
    static Optional<String> problemOfMethod(String sentence) {
        return VERBS.contains(firstWord(sentence))
                ? problem(sentence)
                : Optional.of("begins with none of the verbs of this test");
    }

    private static Optional<String> problem(String sentence) {
        int words = sentence.replaceAll("\\{@\\w+\\s+([^}]*)}", "$1").split("\\s+").length;
        return words > MAX_WORDS
                ? Optional.of("has " + words + " words, more than " + MAX_WORDS)
                : sentence.endsWith(".") ? Optional.empty() : Optional.of("does not end with a period");
    }

    private static String firstWord(String sentence) {
        return sentence.split("[^\\w]", 2)[0];
    }

    private static final class FirstSentences extends TreePathScanner<Void, Void> {

        private final DocTrees comments;
        private final List<String> problems;

        private FirstSentences(DocTrees comments, List<String> problems) {
            this.comments = comments;
            this.problems = problems;
        }

        @Override
        public Void visitClass(ClassTree type, Void unused) {
            sentence().ifPresent(sentence -> problemOfType(sentence).ifPresent(problem -> add(sentence, problem)));
            return super.visitClass(type, null);
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            sentence().ifPresent(sentence -> problemOfMethod(sentence).ifPresent(problem -> add(sentence, problem)));
            return super.visitMethod(method, null);
        }

        private Optional<String> sentence() {
            return Optional.ofNullable(comments.getDocCommentTree(getCurrentPath()))
                    .map(comment -> comment.getFirstSentence().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining())
                            .replaceAll("\\s+", " ")
                            .strip())
                    .filter(sentence -> !sentence.isEmpty());
        }

        private void add(String sentence, String problem) {
            Path file = Path.of(
                    getCurrentPath().getCompilationUnit().getSourceFile().getName());
            problems.add(file.getFileName() + " " + problem + ": " + sentence);
        }
    }

    /** Finds methods without a comment in public builders, and attributes without one in values that have a builder. */
    private static final class Setters extends TreePathScanner<Void, Void> {

        private final DocTrees comments;
        private final List<String> problems;

        private Setters(DocTrees comments, List<String> problems) {
            this.comments = comments;
            this.problems = problems;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            ClassTree type = (ClassTree) getCurrentPath().getParentPath().getLeaf();
            boolean isSetter =
                    type.getSimpleName().toString().endsWith("Builder") && has(method.getModifiers(), Modifier.PUBLIC);
            boolean isAttribute = isAnnotated(type.getModifiers(), "Value.Immutable")
                    && method.getParameters().isEmpty()
                    && !has(method.getModifiers(), Modifier.STATIC)
                    && !has(method.getModifiers(), Modifier.PRIVATE)
                    && !method.getName().contentEquals("<init>")
                    && !isAnnotated(method.getModifiers(), "Value.Check");
            if ((isSetter || isAttribute)
                    && !isAnnotated(method.getModifiers(), "Override")
                    && comments.getDocCommentTree(getCurrentPath()) == null) {
                problems.add(Path.of(getCurrentPath()
                                        .getCompilationUnit()
                                        .getSourceFile()
                                        .getName())
                                .getFileName()
                        + ": " + type.getSimpleName() + "." + method.getName());
            }
            return null;
        }

        private static boolean has(ModifiersTree modifiers, Modifier modifier) {
            return modifiers.getFlags().contains(modifier);
        }

        private static boolean isAnnotated(ModifiersTree modifiers, String annotation) {
            return modifiers.getAnnotations().stream()
                    .anyMatch(each -> each.getAnnotationType().toString().equals(annotation));
        }
    }
}
