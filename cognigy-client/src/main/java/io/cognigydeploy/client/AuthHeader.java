package io.cognigydeploy.client;

/**
 * Header that authorizes a request.
 *
 * @param value the whole value, its scheme included
 */
record AuthHeader(String name, Secret value) {

    static AuthHeader bearer(Secret token) {
        return new AuthHeader("Authorization", Secret.of("Bearer " + token.reveal()));
    }
}
