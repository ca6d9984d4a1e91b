/** Reports and a page in a real browser: widths, colours, paper, and what a screen reader needs. */
@org.jspecify.annotations.NullMarked
package io.cognigydeploy.browser;
