@NullMarked
package io.cognigydeploy.assertj;

import org.jspecify.annotations.NullMarked;
