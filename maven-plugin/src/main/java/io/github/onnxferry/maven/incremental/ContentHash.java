package io.github.onnxferry.maven.incremental;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/** Hashes of contents: SHA-256, in hexadecimal digits. */
public final class ContentHash {
    private static final int BUFFER_BYTES = 1 << 20;

    private ContentHash() {}

    /** The hash of a file's content, or of the names and contents of all files below a folder. */
    public static String of(Path place) {
        try {
            var digest = digest();
            if (Files.isDirectory(place)) {
                try (var files = Files.walk(place)) {
                    for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                        name(place.relativize(file), digest);
                        digest.update(content(file));
                    }
                }
                return HexFormat.of().formatHex(digest.digest());
            }
            return HexFormat.of().formatHex(content(place));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + place, e);
        }
    }

    /** The hash of texts in their order. */
    public static String of(Collection<String> texts) {
        var digest = digest();
        texts.forEach(text -> {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The same on all systems: names are divided by slashes. */
    private static void name(Path relative, MessageDigest digest) {
        for (Path part : relative) {
            digest.update(part.toString().getBytes(StandardCharsets.UTF_8));
            digest.update((byte) '/');
        }
        digest.update((byte) 0);
    }

    private static byte[] content(Path file) throws IOException {
        var digest = digest();
        var buffer = ByteBuffer.allocate(BUFFER_BYTES);
        try (var channel = FileChannel.open(file)) {
            while (channel.read(buffer) >= 0) {
                digest.update(buffer.flip());
                buffer.clear();
            }
        }
        return digest.digest();
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
