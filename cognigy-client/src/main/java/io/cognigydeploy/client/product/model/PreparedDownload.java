package io.cognigydeploy.client.product.model;

/** The answer to a request for a link to a snapshot's file. */
public record PreparedDownload(DownloadLink downloadLink) {}
