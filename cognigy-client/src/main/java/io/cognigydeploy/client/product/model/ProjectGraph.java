package io.cognigydeploy.client.product.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The things of a project, and what each of them needs.
 *
 * @param parts the project, and its packages or snapshots if they were requested, by their {@code _id}
 */
public record ProjectGraph(Map<String, Part> parts) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ProjectGraph {
        parts = Map.copyOf(parts);
    }

    /** A project, a package or a snapshot. */
    public record Part(Optional<String> type, Optional<String> name, List<Resource> resources) {

        public Part {
            resources = List.copyOf(resources);
        }
    }

    /**
     * A thing of the part.
     *
     * @param type the platform's word for the kind of thing
     */
    public record Resource(
            @JsonProperty("_id") ObjectId id,
            String type,
            Optional<String> name,
            Optional<ReferenceId> referenceId,
            List<Dependency> dependencies) {

        public Resource {
            dependencies = List.copyOf(dependencies);
        }
    }

    /**
     * A thing that another one needs.
     *
     * @param type the platform's word for the relation
     */
    public record Dependency(@JsonProperty("_id") ObjectId id, Optional<String> type) {}
}
