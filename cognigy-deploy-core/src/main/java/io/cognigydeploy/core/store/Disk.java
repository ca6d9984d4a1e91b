package io.cognigydeploy.core.store;

import java.io.IOException;
import java.nio.file.Path;

/** The disk that journals are written to. Tests use one that fails, or that loses data that was not forced. */
@FunctionalInterface
public interface Disk {

    Disk LOCAL = AppendFile::new;

    /** Opens the end of a file; a missing file is created. */
    AppendFile end(Path file) throws IOException;
}
