package io.cognigydeploy.client;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A SHA-256 that a thread of its own computes, so that a file does not wait for it. The thread starts with the first bytes and
 * ends with {@link #close}. For use by one thread.
 */
final class FileDigest implements AutoCloseable {

    private static final int BLOCKS = 8;
    private static final int BYTES_OF_BLOCK = 64 * 1024;

    private final MessageDigest digest = sha256();
    private final ExecutorService lane =
            Executors.newSingleThreadExecutor(work -> Watchdog.daemon("cognigy-file-digest", work));
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(BLOCKS);
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);
    private int made;

    /** Adds bytes. Waits while all blocks are in use. */
    void update(byte[] source, int offset, int length) {
        for (int done = 0; done < length; ) {
            byte[] block = block();
            int size = Math.min(length - done, block.length);
            System.arraycopy(source, offset + done, block, 0, size);
            done += size;
            // Also after a failure, so that no block is missing; hash() throws it then.
            last = last.whenCompleteAsync(
                    (none, failure) -> {
                        try {
                            digest.update(block, 0, size);
                        } finally {
                            free.add(block);
                        }
                    },
                    lane);
        }
    }

    private byte[] block() {
        byte[] block = free.poll();
        if (block != null) {
            return block;
        }
        if (made < BLOCKS) {
            made++;
            return new byte[BYTES_OF_BLOCK];
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return free.take();
                } catch (InterruptedException e) {
                    // The wait is short, and the exchange itself ends by the interrupt.
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns the hash of all bytes, once. */
    byte[] hash() {
        last.join();
        return digest.digest();
    }

    @Override
    public void close() {
        lane.shutdown();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
