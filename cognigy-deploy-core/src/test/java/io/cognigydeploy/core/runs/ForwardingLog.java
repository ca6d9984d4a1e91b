package io.cognigydeploy.core.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A log that passes every call on to another. */
public class ForwardingLog implements RunLog {

    private final RunLog log;

    public ForwardingLog(RunLog log) {
        this.log = log;
    }

    @Override
    public List<ObjectNode> records() {
        return log.records();
    }

    @Override
    public List<String> keptAside() {
        return log.keptAside();
    }

    @Override
    public void append(ObjectNode entry) {
        log.append(entry);
    }

    @Override
    public void appendForced(ObjectNode entry) {
        log.appendForced(entry);
    }

    @Override
    public void write(Map<String, Document> documents) {
        log.write(documents);
    }

    @Override
    public void close() {
        log.close();
    }
}
