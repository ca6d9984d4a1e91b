package io.cognigydeploy.core.configuration;

import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Findings;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Version;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A gate on the locks: at least one, each pinned to a version, and none contradicting another. */
record DependencyLocks(List<DependencyLock> locks) implements Check<Plan> {

    @Override
    public String name() {
        return "dependency locks";
    }

    @Override
    public Verdict judge(Plan plan) {
        if (locks.isEmpty()) {
            return Verdict.fail("nothing is locked. Name each package and its version.");
        }
        Findings findings = new Findings();
        Map<String, Set<String>> versions = new TreeMap<>();
        for (DependencyLock lock : locks) {
            findings.note(new Evidence(lock.packageName(), lock.version() + (lock.pinned() ? "" : ", not pinned")));
            if (lock.packageName().isBlank()) {
                findings.against("a lock names no package");
            }
            if (Version.parse(lock.version()).isEmpty()) {
                findings.against(
                        lock.packageName() + " is locked to \"" + lock.version() + "\", which is not a version");
            }
            if (!lock.pinned()) {
                findings.against(lock.packageName() + " is not pinned");
            }
            versions.computeIfAbsent(lock.packageName(), none -> new TreeSet<>())
                    .add(lock.version());
        }
        versions.forEach((name, wanted) -> {
            if (wanted.size() > 1) {
                findings.against(name + " is locked to several versions: " + String.join(", ", wanted));
            }
        });
        return findings.verdict("each package is pinned to one version");
    }
}
