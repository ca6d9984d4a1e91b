package io.cognigydeploy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/** A request that is not carried out, as an RFC 7807 problem. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;
    private final String detail;

    private Refusal(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.detail = detail;
    }

    static Refusal of(int status, String code, String detail) {
        return new Refusal(status, code, detail);
    }

    static Refusal invalid(String detail) {
        return of(400, "invalid_request", detail);
    }

    static Refusal unauthorized(String detail) {
        return of(401, "invalid_token", detail);
    }

    static Refusal notFound(String what, String id) {
        return of(404, "not_found", "There is no " + what + " '" + id + "'");
    }

    static Refusal conflict(String code, String detail) {
        return of(409, code, detail);
    }

    /** Returns the refusal of a body that has the documented form and an impossible content. */
    static Refusal unprocessable(String code, String detail) {
        return of(422, code, detail);
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String detail() {
        return detail;
    }

    /** Returns the refusal in an envelope as well, for the requests that are answered in one. */
    Reply enveloped(String requestId) {
        return Reply.json(
                        status,
                        problem(requestId).put("success", false).putNull("data").put("message", detail))
                .withHeaders(headers());
    }

    Reply reply(String requestId) {
        return Reply.json(status, problem(requestId)).withHeaders(headers());
    }

    private Map<String, String> headers() {
        return switch (status) {
            case 401, 403 -> Map.of("WWW-Authenticate", "Bearer error=\"" + code + "\"");
            default -> Map.of();
        };
    }

    private ObjectNode problem(String requestId) {
        return Json.object()
                .put("type", "about:blank")
                .put("title", title())
                .put("status", status)
                .put("code", code)
                .put("detail", detail)
                .put("traceId", requestId);
    }

    String title() {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 409 -> "Conflict";
            case 413 -> "Content Too Large";
            case 422 -> "Unprocessable Content";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            case 504 -> "Gateway Timeout";
            default -> "Status " + status;
        };
    }
}
