package io.cognigydeploy.client.product.model;

/**
 * A request to train the intents of a flow.
 *
 * @param localeId the {@code _id} of the locale
 */
public record TrainRequest(ObjectId localeId) {}
