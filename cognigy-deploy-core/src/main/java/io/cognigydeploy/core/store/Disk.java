package io.cognigydeploy.core.store;

import java.io.IOException;
import java.nio.file.Path;

/** Where journals are written. Tests put one in its place that fails, or that loses what was not forced. */
@FunctionalInterface
public interface Disk {

    Disk LOCAL = AppendFile::new;

    /** Opens the end of a file, which is made if it is not there. */
    AppendFile end(Path file) throws IOException;
}
