package io.cognigydeploy.client.product.model;

/**
 * A request to run a playbook.
 *
 * @param flowId the {@code referenceId} of the flow, although it is called an id
 * @param localeId the {@code referenceId} of the locale, although it is called an id
 */
public record PlaybookRunRequest(EntryPoint entrypoint, ReferenceId flowId, ReferenceId localeId) {}
