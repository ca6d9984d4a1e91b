/**
 * Words and numbers from outside: arguments, versions, long lists and logged errors. Not exported; uses nothing else of
 * the library's core.
 */
@NullMarked
package io.cognigydeploy.core.text;

import org.jspecify.annotations.NullMarked;
