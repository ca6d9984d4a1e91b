/** Ways to carry one file to and from a server: the library's and the plain ones of the JDK. */
@NullMarked
package io.cognigydeploy.bench.file;

import org.jspecify.annotations.NullMarked;
