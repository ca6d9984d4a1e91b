package io.cognigydeploy.core.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The texts of records that were read lately. Records that follow one another have many texts in common, which are then
 * kept once. Bounded; not thread-safe.
 */
public final class RecentTexts {

    private static final int KEPT = 1024;

    private final @Nullable String[] texts = new String[KEPT];

    /**
     * Reads a record.
     *
     * @throws IOException if the tree is not of this type
     */
    public <T> T read(JsonNode tree, Class<T> type) throws IOException {
        try (JsonParser parser = new JsonParserDelegate(Json.MAPPER.treeAsTokens(tree)) {
            @Override
            public @Nullable String getText() throws IOException {
                String text = super.getText();
                return text == null ? null : shared(text);
            }
        }) {
            return Json.MAPPER.readValue(parser, type);
        }
    }

    private String shared(String text) {
        int place = Math.floorMod(text.hashCode(), KEPT);
        String known = texts[place];
        if (text.equals(known)) {
            return known;
        }
        texts[place] = text;
        return text;
    }
}
