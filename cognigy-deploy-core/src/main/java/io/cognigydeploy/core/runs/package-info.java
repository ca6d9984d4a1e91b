/**
 * The durable memory of runs. A store has their events, the leases of their targets, their documents and the approvals of
 * their plans: in a folder of one machine, or in a database that several machines share.
 */
@NullMarked
package io.cognigydeploy.core.runs;

import org.jspecify.annotations.NullMarked;
