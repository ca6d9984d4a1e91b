/**
 * Requests and answers of the platform, as values. Every type is immutable and safe for use by many threads. Fields
 * that the platform may leave out are {@link java.util.Optional}, so that absent and zero stay distinct. Unknown fields
 * are ignored and unknown words are kept as text.
 */
@NullMarked
@ModelStyle
package io.cognigydeploy.client.model;

import org.jspecify.annotations.NullMarked;
