package io.cognigydeploy.testing;

import java.util.Arrays;

/**
 * One of the documents that describe a part of the platform. A platform may offer what one of them describes and
 * nothing else: {@link FakeCognigy#only}.
 */
public enum Document {

    /** A bot version into an environment behind test results. */
    BOT_DEPLOYMENT("000"),

    /** A canary of a bot version, and what is measured of it. */
    CANARY("001"),

    /** A configuration into an environment, validated before and looked after. */
    CONFIGURATION("002"),

    /** Flows from one environment into another. */
    FLOWS("003"),

    /** A bot of an environment back to a version; it takes an API key and issues no tokens. */
    VERSION_ROLLBACK("004");

    private final String number;

    Document(String number) {
        this.number = number;
    }

    /** Returns the document's number, such as {@code 001}. */
    public String number() {
        return number;
    }

    /**
     * Returns the document with this number.
     *
     * @throws IllegalArgumentException if it is not from {@code 000} to {@code 004}
     */
    public static Document numbered(String number) {
        return Arrays.stream(values())
                .filter(document -> document.number.equals(number))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("number must be from 000 to 004, but was '" + number + "'"));
    }
}
