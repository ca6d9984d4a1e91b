package io.cognigydeploy.core.flows;

import io.cognigydeploy.core.flow.DependencyResolver.Reference;
import io.cognigydeploy.core.flow.DependencyResolver.ReferenceType;
import io.cognigydeploy.core.flow.FlowDifference;
import io.cognigydeploy.core.flow.FlowDifference.Standing;
import io.cognigydeploy.core.flow.FlowDocument;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * A list of flows in some 100 bytes each. A flow is made from its bytes at each access, because a hundred thousand flows
 * are too many to have as objects. Unmodifiable.
 */
final class PackedFlows extends AbstractList<PackedFlows.Item> implements RandomAccess {

    private static final HexFormat HEX = HexFormat.of();

    /** The length of a hash in hexadecimal. */
    private static final int HASH = 64;

    /** The maximum length of a text that Java's data streams take for sure. */
    private static final int MAX_TEXT = 65_535 / 3;

    private final List<byte[]> flows;

    /** The texts that are the same in many flows, or too long for a stream. */
    private final List<String> words;

    private PackedFlows(List<byte[]> flows, List<String> words) {
        this.flows = flows;
        this.words = words;
    }

    /** A flow of the source and its state in the target. */
    record Item(FlowDocument.Summary flow, Optional<FlowDifference.Standing> before) {

        boolean isPushed() {
            return FlowDifference.isPushed(flow, before);
        }
    }

    static PackedFlows of(Collection<Item> items) {
        if (items instanceof PackedFlows packed) {
            return packed;
        }
        Packer packer = new Packer();
        items.forEach(packer::add);
        return packer.flows();
    }

    /** A collector of flows, in any order. */
    static final class Packer {

        private final List<byte[]> flows = new ArrayList<>();
        private final List<String> words = new ArrayList<>();
        private final Map<String, Integer> numbers = new HashMap<>();

        void add(Item item) {
            var bytes = new ByteArrayOutputStream(160);
            try {
                write(item, new DataOutputStream(bytes));
            } catch (IOException e) {
                throw new IllegalStateException("A flow can always be written into memory.", e);
            }
            flows.add(bytes.toByteArray());
        }

        private void write(Item item, DataOutputStream out) throws IOException {
            FlowDocument.Summary flow = item.flow();
            text(flow.id(), out);
            text(flow.name(), out);
            word(flow.version(), out);
            hash(flow.contentHash(), out);
            out.writeBoolean(flow.environmentId().isPresent());
            if (flow.environmentId().isPresent()) {
                word(flow.environmentId().get(), out);
            }
            out.writeInt(flow.references().size());
            for (Reference reference : flow.references()) {
                word(reference.type().name(), out);
                // Many flows refer to the same intent, few to the same flow.
                if (reference.type() == ReferenceType.FLOW) {
                    text(reference.id(), out);
                } else {
                    word(reference.id(), out);
                }
                word(reference.environmentId(), out);
            }
            out.writeBoolean(item.before().isPresent());
            if (item.before().isPresent()) {
                Standing before = item.before().get();
                word(before.version(), out);
                out.writeBoolean(before.contentHash().isPresent());
                if (before.contentHash().isPresent()) {
                    hash(before.contentHash().get(), out);
                }
            }
        }

        private void text(String text, DataOutputStream out) throws IOException {
            boolean isLong = text.length() > MAX_TEXT;
            out.writeBoolean(isLong);
            if (isLong) {
                word(text, out);
            } else {
                out.writeUTF(text);
            }
        }

        private void word(String text, DataOutputStream out) throws IOException {
            out.writeInt(numbers.computeIfAbsent(text, absent -> {
                words.add(text);
                return words.size() - 1;
            }));
        }

        private void hash(String hash, DataOutputStream out) throws IOException {
            boolean isHex = hash.length() == HASH
                    && hash.chars().allMatch(digit -> HexFormat.isHexDigit(digit) && !Character.isUpperCase(digit));
            out.writeBoolean(isHex);
            if (isHex) {
                out.write(HEX.parseHex(hash));
            } else {
                text(hash, out);
            }
        }

        /** Returns the flows in the order in which they were added. */
        PackedFlows flows() {
            return new PackedFlows(flows, words);
        }
    }

    /** Returns the flows in order of their ids, and those of one id in order of their hashes. */
    PackedFlows inOrder() {
        List<byte[]> sorted = new ArrayList<>(flows);
        sorted.sort(Comparator.comparing(this::id)
                .thenComparing(flow -> item(flow).flow().contentHash()));
        return new PackedFlows(sorted, words);
    }

    /** Returns the place of the first flow of this id, or where it would be. The flows must be in order. */
    int first(String id) {
        int from = 0;
        int to = flows.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (id(flows.get(middle)).compareTo(id) < 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    @Override
    public Item get(int place) {
        return item(flows.get(place));
    }

    @Override
    public int size() {
        return flows.size();
    }

    private String id(byte[] flow) {
        try {
            return text(new DataInputStream(new ByteArrayInputStream(flow)));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private Item item(byte[] flow) {
        try {
            return read(new DataInputStream(new ByteArrayInputStream(flow)));
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static IllegalStateException unreadable(IOException e) {
        return new IllegalStateException("A flow that was written can be read.", e);
    }

    private Item read(DataInputStream in) throws IOException {
        String id = text(in);
        String name = text(in);
        String version = word(in);
        String hash = hash(in);
        Optional<String> environmentId = in.readBoolean() ? Optional.of(word(in)) : Optional.empty();
        Reference[] references = new Reference[in.readInt()];
        for (int at = 0; at < references.length; at++) {
            ReferenceType type = ReferenceType.valueOf(word(in));
            String to = type == ReferenceType.FLOW ? text(in) : word(in);
            references[at] = new Reference(type, to, word(in));
        }
        Optional<Standing> before = in.readBoolean()
                ? Optional.of(new Standing(word(in), in.readBoolean() ? Optional.of(hash(in)) : Optional.empty()))
                : Optional.empty();
        return new Item(
                new FlowDocument.Summary(id, name, version, environmentId, hash, Arrays.asList(references)), before);
    }

    private String text(DataInputStream in) throws IOException {
        return in.readBoolean() ? word(in) : in.readUTF();
    }

    private String word(DataInputStream in) throws IOException {
        return words.get(in.readInt());
    }

    private String hash(DataInputStream in) throws IOException {
        return in.readBoolean() ? HEX.formatHex(in.readNBytes(HASH / 2)) : text(in);
    }
}
