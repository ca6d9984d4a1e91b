/**
 * The one form of this library's JSON, canonical and without secrets. Not exported; uses nothing else of the library's
 * core.
 */
@NullMarked
package io.cognigydeploy.core.json;

import org.jspecify.annotations.NullMarked;
