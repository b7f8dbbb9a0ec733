package io.github.onnxferry.converter.target;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Reads tables back entry by entry, as LevelDB's format is described. */
class SortedTableTest {
    @Test
    void keepsEveryEntryInTheOrderOfUnsignedBytes() {
        var table = new SortedTable();
        table.put(new byte[0], new byte[] {1});
        for (int i = 4999; i >= 0; i--) {
            table.put(key("layer_" + i + "/é/kernel"), key("value " + i));
        }
        var read = read(table.toBytes());
        assertThat(read).hasSize(5001);
        assertThat(List.copyOf(read.keySet())).isSortedAccordingTo((a, b) -> Arrays.compareUnsigned(key(a), key(b)));
        assertThat(read).containsEntry("layer_4321/é/kernel", "value 4321");
    }

    @Test
    void anEmptyTableHasAnEmptyIndex() {
        assertThat(read(new SortedTable().toBytes())).isEmpty();
    }

    private static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> read(byte[] file) {
        var bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(bytes.getLong(file.length - 8)).isEqualTo(0xdb4775248b80fb57L);
        bytes.position(file.length - 48);
        varint(bytes);
        varint(bytes);
        var index = block(bytes, varint(bytes), varint(bytes));
        var entries = new LinkedHashMap<String, String>();
        index.forEach((lastKey, handle) -> {
            var place = ByteBuffer.wrap(handle.getBytes(StandardCharsets.ISO_8859_1));
            var block = block(bytes, varint(place), varint(place));
            assertThat(block.keySet().stream().reduce((a, b) -> b)).contains(lastKey);
            block.forEach((k, v) -> entries.put(utf8(k), utf8(v)));
        });
        return entries;
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    /** The entries of a block, bytes as Latin-1 characters. */
    private static Map<String, String> block(ByteBuffer file, int offset, int size) {
        var withType = new byte[size + 1];
        file.get(offset, withType);
        assertThat(withType[size]).isZero();
        assertThat(file.getInt(offset + size + 1)).isEqualTo(Masked.crc32c(withType));
        var block = ByteBuffer.wrap(withType, 0, size).order(ByteOrder.LITTLE_ENDIAN);
        int end = size - 4 - 4 * block.getInt(size - 4);
        var entries = new LinkedHashMap<String, String>();
        var key = new byte[0];
        while (block.position() < end) {
            int shared = varint(block);
            int further = varint(block);
            var value = new byte[varint(block)];
            var whole = new ByteArrayOutputStream();
            whole.write(key, 0, shared);
            for (int i = 0; i < further; i++) {
                whole.write(block.get());
            }
            block.get(value);
            key = whole.toByteArray();
            entries.put(new String(key, StandardCharsets.ISO_8859_1), new String(value, StandardCharsets.ISO_8859_1));
        }
        return entries;
    }

    private static int varint(ByteBuffer bytes) {
        int result = 0;
        for (int shift = 0; ; shift += 7) {
            int b = bytes.get();
            result |= (b & 0x7f) << shift;
            if (b >= 0) {
                return result;
            }
        }
    }
}
