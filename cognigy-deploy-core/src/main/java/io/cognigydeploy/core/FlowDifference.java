package io.cognigydeploy.core;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.semver4j.Semver;

/**
 * How flows differ from those of the same ids in the target, as it was captured. Versions are compared by Semantic
 * Versioning 2.0.0 precedence: {@code 1.10.0} is above {@code 1.9.0}.
 *
 * @param entries one for each flow, in the order of the flows
 * @param downgradesAllowed whether a flow may go back to a lower version
 */
public record FlowDifference(List<Entry> entries, boolean downgradesAllowed) {

    private static final Pattern NUMBERS = Pattern.compile("\\d{1,60}\\.\\d{1,60}\\.\\d{1,60}");

    /** How a flow differs. */
    public enum Kind {
        /** The target has no flow of this id. */
        NEW,
        /** The target has the same content; pushing it would change nothing. */
        UNCHANGED,
        UPGRADE,
        DOWNGRADE,
        /** The version is the target's, the content is not, or nobody knows whether it is. Somebody forgot to count. */
        SAME_VERSION,
        /** One of the versions is no semantic version: this may be an upgrade or a downgrade. */
        INCOMPARABLE
    }

    /**
     * What of a flow is in the target.
     *
     * @param contentHash {@link FlowDocument#contentHash}, if the flow could be read
     */
    public record Standing(String version, Optional<String> contentHash) {

        /** How the flow stands that was exported from the target. */
        public static Standing of(FlowDocument.Summary exported) {
            return new Standing(exported.version(), Optional.of(exported.contentHash()));
        }
    }

    /**
     * One flow.
     *
     * @param before what is in the target; empty if nothing is
     */
    public record Entry(FlowDocument.Summary flow, Optional<Standing> before, Kind kind) {
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

    /** A difference that later changes to the list cannot reach. */
    public FlowDifference {
        entries = List.copyOf(entries);
    }

    /**
     * Compares, allowing no downgrades.
     *
     * @param target by id, the flows that the target has
     */
    public static FlowDifference between(Collection<FlowDocument.Summary> flows, Map<String, Standing> target) {
        List<Entry> entries = new ArrayList<>(flows.size());
        for (FlowDocument.Summary flow : flows) {
            Optional<Standing> before = Optional.ofNullable(target.get(flow.id()));
            entries.add(new Entry(
                    flow, before, before.map(there -> kind(flow, there)).orElse(Kind.NEW)));
        }
        return new FlowDifference(entries, false);
    }

    /** The same, with flows allowed to go back to a lower version. */
    public FlowDifference allowingDowngrades() {
        return new FlowDifference(entries, true);
    }

    /** The flows that would change something, refused ones included. */
    public List<Entry> toPush() {
        return entries.stream().filter(entry -> entry.kind() != Kind.UNCHANGED).toList();
    }

    /** The flows of one kind. */
    public List<Entry> of(Kind kind) {
        return entries.stream().filter(entry -> entry.kind() == kind).toList();
    }

    /**
     * Whether the flows may be pushed. A downgrade that is not allowed is a fail, and a version that cannot be compared
     * inconclusive. Other content under the same version is told as evidence.
     */
    public Verdict verdict() {
        List<Evidence> evidence = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Entry> those = of(kind);
            if (!those.isEmpty()) {
                evidence.add(Evidence.of(kind.name().toLowerCase(Locale.ROOT).replace('_', ' '), those.size()));
            }
        }
        of(Kind.SAME_VERSION).forEach(entry -> evidence.add(Evidence.of("suspicious", entry)));
        List<Entry> down = of(Kind.DOWNGRADE);
        List<Entry> unclear = of(Kind.INCOMPARABLE);
        if (!down.isEmpty() && !downgradesAllowed) {
            return new Verdict.Fail("downgrades are not allowed: " + listed(down), evidence);
        }
        if (!unclear.isEmpty() && !downgradesAllowed) {
            return new Verdict.Inconclusive("may be downgrades: " + listed(unclear), evidence);
        }
        return new Verdict.Pass(toPush().size() + " of " + entries.size() + " flows differ from the target", evidence);
    }

    private static String listed(List<Entry> entries) {
        return String.join(", ", entries.stream().limit(5).map(Entry::toString).toList())
                + (entries.size() > 5 ? " and " + (entries.size() - 5) + " more" : "");
    }

    private static Kind kind(FlowDocument.Summary flow, Standing there) {
        if (there.contentHash().isPresent() && there.contentHash().get().equals(flow.contentHash())) {
            return Kind.UNCHANGED;
        }
        if (there.version().equals(flow.version())) {
            return Kind.SAME_VERSION;
        }
        OptionalInt order = compare(flow.version(), there.version());
        if (order.isEmpty()) {
            return Kind.INCOMPARABLE;
        }
        return order.getAsInt() == 0 ? Kind.SAME_VERSION : order.getAsInt() > 0 ? Kind.UPGRADE : Kind.DOWNGRADE;
    }

    private static OptionalInt compare(String one, String other) {
        // A flow's three numbers may be larger than Semver takes, and begin with zeros.
        if (NUMBERS.matcher(one).matches() && NUMBERS.matcher(other).matches()) {
            return OptionalInt.of(compareNumbers(one, other));
        }
        @Nullable Semver version = Semver.parse(one);
        @Nullable Semver before = Semver.parse(other);
        return version == null || before == null ? OptionalInt.empty() : OptionalInt.of(version.compareTo(before));
    }

    private static int compareNumbers(String one, String other) {
        String[] ones = one.split("\\.", -1);
        String[] others = other.split("\\.", -1);
        for (int i = 0; i < 3; i++) {
            int order = new BigInteger(ones[i]).compareTo(new BigInteger(others[i]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
