package io.cognigydeploy.client;

import io.cognigydeploy.client.api.Effect;
import io.cognigydeploy.client.product.SnapshotsApi;
import io.cognigydeploy.client.product.model.AcceptedTask;
import io.cognigydeploy.client.product.model.ObjectId;
import java.net.URI;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * Downloads and uploads of the files of snapshots, in constant memory. They need a {@link FileTransport}, as the default
 * transport is; with any other they fail with {@link InvalidRequestException}. Safe for use by many threads, if no two
 * download to the same path.
 */
public final class SnapshotFiles {

    /** Name of the call whose attempts fetch a file. */
    static final String DOWNLOAD = "GET {downloadLink}";

    private static final String UPLOAD = "/new/v2.0/snapshots/upload";
    private static final int BYTES_OF_BOUNDARY = 24;

    private final PolicyStack stack;
    private final SnapshotsApi snapshots;
    private final FileOptions options;
    private final FileTransport.Limits limits;
    private final CallSpec download;
    private final CallSpec upload;

    SnapshotFiles(PolicyStack stack, SnapshotsApi snapshots, FileOptions options) {
        this.stack = stack;
        this.snapshots = snapshots;
        this.options = options;
        this.limits = new FileTransport.Limits(options.timeout(), options.idleTimeout(), options.maxBytes());
        this.download = CallSpec.of(DOWNLOAD, Effect.NONE, stack.secrets());
        this.upload = CallSpec.of("POST " + UPLOAD, Effect.ONCE, stack.secrets());
    }

    /**
     * Downloads the file of a packaged snapshot. Each attempt requests a new link, because a link may serve one attempt
     * only. Credentials are sent to the link if it has the origin of the base URL, and to no other origin; no redirect is
     * followed.
     *
     * <p>A package that is not ready is requested again, as the options say: the link is refused by a 409, the file has less
     * than 1 kB, or it is cut off. The file is written to {@code <target>.part} beside the target, forced to disk, and moved
     * when it is whole. If the download fails, an earlier target is untouched and no part remains.
     *
     * @throws ConflictException if the package was not ready within the options' limits
     * @throws LocalFileException if the file cannot be written
     * @throws DeadlineExceededException if the time limit of the options passed, or another attempt does not fit in
     * @throws CognigyException if the call failed otherwise
     */
    public SnapshotFile download(ObjectId snapshotId, Path target) {
        Objects.requireNonNull(snapshotId, "snapshotId must be given, but was null.");
        Path path = Objects.requireNonNull(target, "target must be given, but was null.")
                .toAbsolutePath();
        return stack.retries().forDownloads(options).run(download, deadline -> {
            URI link = snapshots.downloadLink(snapshotId).downloadLink().reveal();
            // The request for the link was a call of its own.
            deadline.restart();
            return fetch(link, path, deadline);
        });
    }

    private SnapshotFile fetch(URI link, Path target, CallDeadline deadline) {
        CallSpec call = CallSpec.of(
                download.name(), download.effect(), download.secrets().withPartsOf(link));
        try (DownloadedFile file = new DownloadedFile(call, target, options)) {
            Transport.Response answer = stack.files().fetch(call, link, file, limits, deadline);
            return file.complete(answer.status());
        }
    }

    /**
     * Uploads a file into a project, as a snapshot of it. The task fails if the project has a snapshot of that name, or as
     * many as it may have. The file is never sent again after a byte of it may have arrived: after {@link
     * OutcomeClass#UNKNOWN}, look for the snapshot or its task.
     *
     * @throws InvalidRequestException if the file is larger than the options allow; nothing was sent
     * @throws LocalFileException if the file cannot be read, or changed while it was sent
     * @throws CognigyException if the call failed otherwise
     */
    public AcceptedTask upload(ObjectId projectId, Path file) {
        Objects.requireNonNull(file, "file must be given, but was null.");
        return upload(projectId, file, Optional.empty());
    }

    /**
     * Uploads a file as {@link #upload(ObjectId, Path)} does, if it still has the content that was downloaded.
     *
     * @throws LocalFileException if the content is another one; the platform has received no whole request
     */
    public AcceptedTask upload(ObjectId projectId, SnapshotFile file) {
        Objects.requireNonNull(file, "file must be given, but was null.");
        return upload(projectId, file.path(), Optional.of(file.sha256()));
    }

    private AcceptedTask upload(ObjectId projectId, Path file, Optional<String> sha256) {
        Objects.requireNonNull(projectId, "projectId must be given, but was null.");
        SnapshotForm form = new SnapshotForm(upload, projectId, file, sha256, boundary(), options.progress());
        if (form.fileSize() > options.maxBytes()) {
            throw new InvalidRequestException(
                    upload.name(),
                    "the file has " + form.fileSize() + " bytes, and the platform takes " + options.maxBytes()
                            + "; if it takes more, raise maxBytes",
                    null);
        }
        return stack.retries()
                .within(options.timeout())
                .run(
                        upload,
                        deadline -> stack.read(
                                upload,
                                stack.files().send(upload, UPLOAD, form, limits, deadline),
                                AcceptedTask.class));
    }

    /** Returns a text that no file contains by chance, or can be made to contain. */
    private String boundary() {
        byte[] random = new byte[BYTES_OF_BOUNDARY];
        stack.random().nextBytes(random);
        return "cognigy-deploy-" + HexFormat.of().formatHex(random);
    }

    @Override
    public String toString() {
        return "SnapshotFiles of " + stack.origin();
    }
}
