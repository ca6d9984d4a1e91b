package io.cognigydeploy.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The options that start the command line in a process of its own, with a class-data archive. The archive is made once
 * for all tests, as the start script makes one for its users; it halves the work of a start.
 */
final class ClassArchive {

    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    private static final List<String> OPTIONS = make();

    private ClassArchive() {}

    static List<String> options() {
        return OPTIONS;
    }

    private static List<String> make() {
        try {
            Path folder = Files.createTempDirectory("class-archive");
            folder.toFile().deleteOnExit();
            List<String> classes = List.of("-cp", jars(folder));
            Path archive = folder.resolve("classes.jsa");
            archive.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(List.of(Program.java(), "-Xlog:disable"));
            command.addAll(QUICK);
            command.add("-XX:ArchiveClassesAtExit=" + archive);
            command.addAll(classes);
            command.addAll(List.of(CommandLineFace.class.getName(), "deploy", "--fake"));
            Program.inFolder(folder, command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .onExit()
                    .join();
            List<String> options = new ArrayList<>(QUICK);
            options.addAll(List.of("-Xlog:disable", "-Xshare:auto", "-XX:SharedArchiveFile=" + archive));
            options.addAll(classes);
            return List.copyOf(options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the class path of the tests with a jar for each folder, because folders have no place in an archive. */
    private static String jars(Path into) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String entry : Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1))) {
            Path classes = Path.of(entry);
            jars.add(Files.isDirectory(classes) ? jar(classes, into.resolve(jars.size() + ".jar")) : entry);
        }
        return String.join(File.pathSeparator, jars);
    }

    private static String jar(Path classes, Path jar) throws IOException {
        jar.toFile().deleteOnExit();
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
        return jar.toString();
    }
}
