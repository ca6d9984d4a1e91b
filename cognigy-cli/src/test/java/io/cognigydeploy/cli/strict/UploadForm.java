package io.cognigydeploy.cli.strict;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form with the file of a snapshot: first the id of the project, then the file.
 *
 * @param content the bytes of the file, each as one character
 */
record UploadForm(String projectId, String fileName, String content) {

    private static final Pattern TYPE =
            Pattern.compile("multipart/form-data; ?boundary=\"?([0-9A-Za-z'()+_,./:=?-]{1,70})\"?");
    private static final Pattern FORM = Pattern.compile(
            "Content-Disposition: form-data; name=\"projectId\"\r\n"
                    + "(?:Content-Type: text/plain[^\r\n]*\r\n)?\r\n"
                    + "(?<project>" + BodyForm.ID + ")\r\n"
                    + "--BOUNDARY\r\n"
                    + "Content-Disposition: form-data; name=\"file\"; filename=\"(?<name>[^\"\r\n]+)\"\r\n"
                    + "(?:Content-Type: [^\r\n]+\r\n)?\r\n"
                    + "(?<file>.*)",
            Pattern.DOTALL);

    /** @throws Violation if it is no such form, or has not its exact length */
    static UploadForm of(Received request) {
        if (request.headers().containsKey("Transfer-Encoding")
                || request.header("Content-Length").isEmpty()) {
            throw Violation.malformed("an upload that does not state its length");
        }
        Matcher type = TYPE.matcher(request.header("Content-Type").orElse(""));
        if (!type.matches()) {
            throw Violation.malformed("an upload that is no multipart/form-data");
        }
        String boundary = "--" + type.group(1);
        String body = new String(request.body(), StandardCharsets.ISO_8859_1);
        String end = "\r\n" + boundary + "--\r\n";
        if (!body.startsWith(boundary + "\r\n") || !body.endsWith(end)) {
            throw Violation.malformed("an upload that does not begin and end with its boundary");
        }
        String parts = body.substring(boundary.length() + 2, body.length() - end.length())
                .replace(boundary, "--BOUNDARY");
        Matcher form = FORM.matcher(parts);
        if (!form.matches() || form.group("file").contains("--BOUNDARY")) {
            throw Violation.malformed("an upload that is not projectId and then file");
        }
        if (!form.group("name").endsWith(".csnap")) {
            throw Violation.malformed("a file whose name does not end with .csnap");
        }
        return new UploadForm(form.group("project"), form.group("name"), form.group("file"));
    }
}
