/**
 * AssertJ assertions for the tests of pipelines, checks and kinds of one's own. {@link
 * io.cognigydeploy.assertj.DeploymentAssertions} has the entry points. A failure prints the lines of the report or the plan,
 * in which secrets are hidden.
 */
@NullMarked
package io.cognigydeploy.assertj;

import org.jspecify.annotations.NullMarked;
