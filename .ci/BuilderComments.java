import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A step of the build that copies generated sources for Javadoc, with the comment of its attribute at each setter of a
 * builder. Immutables writes only that the setter initializes the attribute, so that defaults, units and limits would be on
 * another page. In the copy a builder is not public, because Javadoc lists the methods of a public superclass without their
 * comments. It is in the classes: method references of Java 17 name it.
 *
 * <p>Called as {@code java BuilderComments.java SOURCES GENERATED COPY}. An attribute without a comment, or without a default
 * where it has one, ends it with status 1.
 */
public final class BuilderComments {

    /** A type: the comments of its methods, its supertypes, and what its file imports, by simple name. */
    private record Type(Map<String, String> comments, List<String> supertypes, Map<String, String> imports) {}

    private static final Pattern SETTER = Pattern.compile(
            "(?<indent> +)/\\*\\*\n +\\* (?<verb>Initializes|Adds one element|Adds elements|Sets or replaces all|Put one|Put all)"
                    + "[^{\n]*\\{@link (?<type>\\w+)#(?<attribute>\\w+)\\(\\) \\w+}.*\n(?: +\\* <p><em>.*\n)?");
    private static final Pattern REQUIRED = Pattern.compile("// required \\{@link (\\w+#\\w+)\\(\\)");
    private static final Pattern REFERENCE = Pattern.compile("\\{@(link|linkplain|value)\\s+(\\w*)(?=[#.\\s}])");
    private static final Map<String, String> VERBS = Map.of(
            "Initializes", "Sets ",
            "Adds one element", "Adds one element to ",
            "Adds elements", "Adds elements to ",
            "Sets or replaces all", "Replaces ",
            "Put one", "Adds an entry to ",
            "Put all", "Adds entries to ");

    private final Map<String, Type> types = new HashMap<>();
    private final Set<String> problems = new TreeSet<>();

    private BuilderComments() {}

    public static void main(String... args) throws IOException {
        Path generated = Path.of(args[1]);
        List<Path> files = files(generated);
        if (files.isEmpty()) {
            return;
        }
        BuilderComments comments = new BuilderComments();
        comments.read(files(Path.of(args[0])));
        for (Path file : files) {
            comments.copy(file, Path.of(args[2]).resolve(generated.relativize(file)));
        }
        comments.problems.forEach(System.err::println);
        System.exit(comments.problems.isEmpty() ? 0 : 1);
    }

    private static List<Path> files(Path root) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private void read(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, none -> {}, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(sources));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                new Reader(trees).scan(unit, null);
            }
        }
    }

    private final class Reader extends TreePathScanner<Void, Type> {

        private final DocTrees trees;

        private Reader(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree tree, Type around) {
            Type type = new Type(new HashMap<>(), new ArrayList<>(), new HashMap<>());
            tree.getImplementsClause().forEach(name -> type.supertypes().add(simpleName(name)));
            Optional.ofNullable(tree.getExtendsClause()).ifPresent(name -> type.supertypes().add(simpleName(name)));
            for (ImportTree each : getCurrentPath().getCompilationUnit().getImports()) {
                type.imports().put(simpleName(each.getQualifiedIdentifier()), each.getQualifiedIdentifier().toString());
            }
            types.put(tree.getSimpleName().toString(), type);
            return super.visitClass(tree, type);
        }

        @Override
        public Void visitMethod(MethodTree method, Type type) {
            String comment = trees.getDocComment(getCurrentPath());
            if (comment != null && method.getParameters().isEmpty()) {
                type.comments().put(method.getName().toString(), comment);
            }
            return null;
        }

        private static String simpleName(Tree name) {
            return name.toString().replaceFirst("<.*", "").replaceFirst(".*\\.", "");
        }
    }

    private void copy(Path generated, Path copy) throws IOException {
        String source = Files.readString(generated);
        Set<String> required =
                REQUIRED.matcher(source).results().map(found -> found.group(1)).collect(Collectors.toSet());
        String documented = SETTER.matcher(source)
                .replaceAll(found -> Matcher.quoteReplacement(comment(found, required)))
                .replace("  public static class Builder ", "  static class Builder ");
        Files.createDirectories(copy.getParent());
        Files.writeString(copy, documented);
    }

    /** Returns the beginning of a setter's comment: the verb, the comment of the attribute behind its own, and the default. */
    private String comment(MatchResult found, Set<String> required) {
        Matcher setter = SETTER.matcher(found.group());
        setter.matches();
        String attribute = setter.group("type") + "#" + setter.group("attribute");
        Optional<String> text = description(setter.group("type"), setter.group("attribute"));
        if (text.isEmpty()) {
            problems.add("No comment: " + attribute);
            return found.group();
        }
        String indent = setter.group("indent");
        StringBuilder comment = new StringBuilder(indent + "/**\n");
        Optional<String> usual = usual(found.group(), text.get(), required.contains(attribute));
        if (usual.isEmpty()) {
            problems.add("No default: " + attribute);
        }
        (VERBS.get(setter.group("verb")) + text.get() + "\n" + usual.orElse(""))
                .strip()
                .lines()
                .forEach(line -> comment.append((indent + " * " + line).stripTrailing()).append('\n'));
        return comment.toString();
    }

    /** Returns the sentence about the value without the setter, unless the comment of the attribute has one. */
    private static Optional<String> usual(String generated, String text, boolean isRequired) {
        if (isRequired) {
            return Optional.of("Required.");
        } else if (text.contains("efault")) {
            return Optional.of("");
        } else if (generated.contains("the optional value")) {
            return Optional.of("Default: absent.");
        }
        return generated.contains("Initializes") ? Optional.empty() : Optional.of("Default: empty.");
    }

    private Optional<String> description(String name, String attribute) {
        Type type = types.get(name);
        if (type == null) {
            return Optional.empty();
        }
        String comment = type.comments().get(attribute);
        if (comment == null) {
            return type.supertypes().stream()
                    .flatMap(supertype -> description(supertype, attribute).stream())
                    .findFirst();
        }
        String text = comment.strip().split("\n\\s*@", 2)[0].replaceFirst("^Returns\\s+", "").strip();
        return Optional.of(REFERENCE.matcher(text)
                .replaceAll(reference -> "{@" + reference.group(1) + " "
                        + (reference.group(2).isEmpty()
                                ? name
                                : type.imports().getOrDefault(reference.group(2), reference.group(2)))));
    }
}
