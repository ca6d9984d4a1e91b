/**
 * Requests and answers of an installation, as values. Ids, names and links have types of their own, so that those that the
 * platform misnames cannot be mixed up. Members that the platform may leave out are {@link java.util.Optional}. Unknown
 * members are ignored and unknown words are kept as text.
 */
@NullMarked
package io.cognigydeploy.client.product.model;

import org.jspecify.annotations.NullMarked;
