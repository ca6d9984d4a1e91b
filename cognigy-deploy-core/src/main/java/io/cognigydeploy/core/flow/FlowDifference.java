package io.cognigydeploy.core.flow;

import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Argument;
import io.cognigydeploy.core.text.Listing;
import io.cognigydeploy.core.text.Version;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The differences of flows from those of the same ids in the target, as it was captured. Versions are compared by
 * Semantic Versioning 2.0.0 precedence: {@code 1.10.0} is above {@code 1.9.0}.
 *
 * @param entries one for each flow, in the order of the flows
 * @param downgradesAllowed whether a flow may go to a version that is lower, or cannot be compared
 */
public record FlowDifference(List<ComparedFlow> entries, boolean downgradesAllowed) {

    /** The kinds of difference. */
    public enum DifferenceKind {
        /** The target has no flow of this id. */
        NEW,
        /** The target has the same content; pushing it would change nothing. */
        UNCHANGED,
        UPGRADE,
        DOWNGRADE,
        /** Same version, different or unknown content: probably not bumped. */
        SAME_VERSION,
        /** One of the versions cannot be parsed: this may be an upgrade or a downgrade. */
        INCOMPARABLE
    }

    /**
     * The state of a flow in the target.
     *
     * @param contentHash {@link FlowDocument#contentHash}, if the flow could be read
     */
    public record Standing(String version, Optional<String> contentHash) {

        /** Returns the state of a flow that was exported from the target. */
        public static Standing of(FlowDocument.Summary exported) {
            return new Standing(exported.version(), Optional.of(exported.contentHash()));
        }
    }

    /**
     * One flow.
     *
     * @param before its state in the target; empty if it is not there
     */
    public record ComparedFlow(FlowDocument.Summary flow, Optional<Standing> before, DifferenceKind kind) {
        @Override
        public String toString() {
            return switch (kind) {
                case NEW -> flow.id() + " new at " + flow.version();
                case UNCHANGED -> flow.id() + " unchanged at " + flow.version();
                case UPGRADE, DOWNGRADE, INCOMPARABLE ->
                    flow.id() + " from " + before.map(Standing::version).orElse("") + " to " + flow.version();
                case SAME_VERSION ->
                    flow.id() + " again at " + flow.version()
                            + (before.flatMap(Standing::contentHash).isPresent()
                                    ? " with other content"
                                    : " with content that cannot be compared");
            };
        }
    }

    /** Copies the list, so that later changes to it have no effect. */
    public FlowDifference {
        entries = List.copyOf(entries);
    }

    /**
     * Compares flows, allowing no downgrades.
     *
     * @param target the flows of the target, by id
     */
    public static FlowDifference between(Collection<FlowDocument.Summary> flows, Map<String, Standing> target) {
        Argument.allGiven("flows", flows);
        Argument.given("target", target);
        List<ComparedFlow> entries = new ArrayList<>(flows.size());
        for (FlowDocument.Summary flow : flows) {
            Optional<Standing> before = Optional.ofNullable(target.get(flow.id()));
            entries.add(new ComparedFlow(
                    flow, before, before.map(there -> kind(flow, there)).orElse(DifferenceKind.NEW)));
        }
        return new FlowDifference(entries, false);
    }

    /** Returns a difference like this one that allows versions that are lower or cannot be compared. */
    public FlowDifference allowingDowngrades() {
        return new FlowDifference(entries, true);
    }

    /** Returns the flows that would change something, refused ones included. */
    public List<ComparedFlow> toPush() {
        return entries.stream()
                .filter(entry -> entry.kind() != DifferenceKind.UNCHANGED)
                .toList();
    }

    /** Returns the flows with one kind of difference. */
    public List<ComparedFlow> of(DifferenceKind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).toList();
    }

    /**
     * Returns whether the flows may be pushed. A downgrade that is not allowed is a fail, and a version that cannot be
     * compared inconclusive. Other content under the same version is listed as evidence.
     */
    public Verdict verdict() {
        List<Evidence> evidence = new ArrayList<>();
        for (DifferenceKind kind : DifferenceKind.values()) {
            List<ComparedFlow> those = of(kind);
            if (!those.isEmpty()) {
                evidence.add(Evidence.of(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), those.size()));
            }
        }
        List<ComparedFlow> again = of(DifferenceKind.SAME_VERSION);
        again.stream().limit(Listing.SHOWN).forEach(entry -> evidence.add(Evidence.of("suspicious", entry)));
        if (again.size() > Listing.SHOWN) {
            evidence.add(Evidence.of("suspicious", "and " + (again.size() - Listing.SHOWN) + " more"));
        }
        List<ComparedFlow> down = of(DifferenceKind.DOWNGRADE);
        List<ComparedFlow> unclear = of(DifferenceKind.INCOMPARABLE);
        if (!down.isEmpty() && !downgradesAllowed) {
            return new Verdict.Fail("downgrades are not allowed: " + Listing.of(down), evidence);
        }
        if (!unclear.isEmpty() && !downgradesAllowed) {
            return new Verdict.Inconclusive(
                    "may be downgrades: " + Listing.of(unclear)
                            + ". To push them all the same, use allowingDowngrades() or --allow-downgrades.",
                    evidence);
        }
        return new Verdict.Pass(toPush().size() + " of " + entries.size() + " flows differ from the target", evidence);
    }

    /** Returns whether a flow would replace one in the target. */
    public static boolean isPushed(FlowDocument.Summary flow, Optional<Standing> before) {
        return before.map(there -> kind(flow, there) != DifferenceKind.UNCHANGED)
                .orElse(true);
    }

    private static DifferenceKind kind(FlowDocument.Summary flow, Standing there) {
        if (there.contentHash().isPresent() && there.contentHash().get().equals(flow.contentHash())) {
            return DifferenceKind.UNCHANGED;
        }
        if (there.version().equals(flow.version())) {
            return DifferenceKind.SAME_VERSION;
        }
        Optional<Version> version = Version.parse(flow.version());
        Optional<Version> before = Version.parse(there.version());
        if (version.isEmpty() || before.isEmpty()) {
            return DifferenceKind.INCOMPARABLE;
        }
        int order = version.get().compareTo(before.get());
        return order == 0 ? DifferenceKind.SAME_VERSION : order > 0 ? DifferenceKind.UPGRADE : DifferenceKind.DOWNGRADE;
    }
}
