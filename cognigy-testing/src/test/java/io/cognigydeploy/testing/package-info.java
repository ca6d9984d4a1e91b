@NullMarked
package io.cognigydeploy.testing;

import org.jspecify.annotations.NullMarked;
