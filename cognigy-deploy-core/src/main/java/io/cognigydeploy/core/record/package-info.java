/**
 * The record of a run for others: {@link io.cognigydeploy.core.record.Report} with its forms, audit logs and
 * notifiers. Made from events alone; what differs between kinds comes through {@link
 * io.cognigydeploy.core.record.ReportForms}.
 */
@NullMarked
package io.cognigydeploy.core.record;

import org.jspecify.annotations.NullMarked;
