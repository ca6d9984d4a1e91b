/**
 * Ready-made checks for gates and verifications, such as {@link io.cognigydeploy.core.check.QualityGate}. They ask a
 * deployment for its bot and its target, never for its class.
 */
@NullMarked
package io.cognigydeploy.core.check;

import org.jspecify.annotations.NullMarked;
