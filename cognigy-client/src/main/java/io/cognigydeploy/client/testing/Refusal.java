package io.cognigydeploy.client.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;

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

    Reply reply(String requestId) {
        ObjectNode body = Json.object()
                .put("type", "about:blank")
                .put("title", title())
                .put("status", status)
                .put("code", code)
                .put("detail", detail)
                .put("traceId", requestId);
        Reply reply = Reply.json(status, body);
        return status == 401 ? reply.withHeader("WWW-Authenticate", "Bearer error=\"" + code + "\"") : reply;
    }

    private String title() {
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
            case 503 -> "Service Unavailable";
            default -> "Status " + status;
        };
    }
}
