package io.cognigydeploy.core.configuration;

import io.cognigydeploy.client.model.DependencyLock;
import io.cognigydeploy.core.Check;
import io.cognigydeploy.core.Evidence;
import io.cognigydeploy.core.Plan;
import io.cognigydeploy.core.Verdict;
import io.cognigydeploy.core.text.Version;
import java.util.ArrayList;
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
        List<String> against = new ArrayList<>();
        List<Evidence> evidence = new ArrayList<>();
        Map<String, Set<String>> versions = new TreeMap<>();
        for (DependencyLock lock : locks) {
            evidence.add(new Evidence(lock.packageName(), lock.version() + (lock.pinned() ? "" : ", not pinned")));
            if (lock.packageName().isBlank()) {
                against.add("a lock names no package");
            }
            if (Version.parse(lock.version()).isEmpty()) {
                against.add(lock.packageName() + " is locked to \"" + lock.version() + "\", which is not a version");
            }
            if (!lock.pinned()) {
                against.add(lock.packageName() + " is not pinned");
            }
            versions.computeIfAbsent(lock.packageName(), none -> new TreeSet<>())
                    .add(lock.version());
        }
        versions.forEach((name, wanted) -> {
            if (wanted.size() > 1) {
                against.add(name + " is locked to several versions: " + String.join(", ", wanted));
            }
        });
        return against.isEmpty()
                ? new Verdict.Pass("each package is pinned to one version", evidence)
                : new Verdict.Fail(String.join("; ", against), evidence);
    }
}
