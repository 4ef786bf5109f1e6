package dev.penstock.did.panel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HeapRoomTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    void leavesRoomForWhatIsNew() {
        assertThat(HeapRoom.most(96 * MEBIBYTE)).isEqualTo(58 * MEBIBYTE);
        assertThat(HeapRoom.most(1600 * MEBIBYTE)).isEqualTo(1300 * MEBIBYTE);
    }

    @Test
    void callsShareTheHeapAndGiveItBack() {
        long before = HeapRoom.usedBytes();
        try (HeapRoom one = HeapRoom.ofJavaHeap();
                HeapRoom other = HeapRoom.ofJavaHeap()) {
            one.reserve(MEBIBYTE);
            other.reserve(2 * MEBIBYTE);
            assertThat(HeapRoom.usedBytes() - before).isEqualTo(3 * MEBIBYTE);
            assertThatThrownBy(() -> other.reserve(Runtime.getRuntime().maxMemory())).hasMessageContaining("[DID-E60]");
            assertThat(HeapRoom.usedBytes() - before).isEqualTo(3 * MEBIBYTE);
        }
        assertThat(HeapRoom.usedBytes()).isEqualTo(before);
    }
}
