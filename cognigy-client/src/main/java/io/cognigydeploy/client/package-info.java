@NullMarked
@OptionStyle
package io.cognigydeploy.client;

import org.jspecify.annotations.NullMarked;
