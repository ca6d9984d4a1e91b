@NullMarked
package io.cognigydeploy.client.testing;

import org.jspecify.annotations.NullMarked;
