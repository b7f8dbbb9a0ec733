package io.github.onnxferry.parity.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SystemFactsTest {
    private static final String STATUS = """
            Name:\tjava
            VmPeak:\t 4000000 kB
            VmHWM:\t  412340 kB
            VmRSS:\t  400004 kB
            VmOdd:\tmuch
            Threads:\t20
            """;

    @Test
    void fieldsOfAStatusAreBytes() {
        assertThat(MemoryUse.bytes(STATUS, "VmHWM")).contains(412340L * 1024);
        assertThat(MemoryUse.bytes(STATUS, "VmRSS")).contains(400004L * 1024);
        assertThat(MemoryUse.bytes(STATUS, "Vm")).isEmpty();
        assertThat(MemoryUse.bytes(STATUS, "VmOdd")).isEmpty();
        assertThat(MemoryUse.bytes(STATUS, "Threads")).isEmpty();
        assertThat(MemoryUse.bytes("", "VmHWM")).isEmpty();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void linuxTellsResidentMemory() {
        assertThat(MemoryUse.resident())
                .hasValueSatisfying(bytes -> assertThat(bytes).isPositive());
        assertThat(MemoryUse.highest())
                .hasValueSatisfying(bytes -> assertThat(bytes).isPositive());
    }

    @Test
    void whatWasAddedIsNeverNegative() {
        assertThat(new MemoryUse(100, 150, 180).added()).isEqualTo(80);
        assertThat(new MemoryUse(100, 90, 95).added()).isZero();
    }

    @Test
    void processorsOfOneCoreCountOnce() {
        var two = processor(0, 0, 0) + processor(1, 0, 1) + processor(2, 0, 0) + processor(3, 0, 1);
        assertThat(Machine.of(two, 4)).isEqualTo(new Machine("Example CPU @ 2 GHz", 2));
        assertThat(Machine.of(two, 1).cores())
                .as("as far as this process may use them")
                .isEqualTo(1);
        var sockets = processor(0, 0, 0) + processor(1, 1, 0);
        assertThat(Machine.of(sockets, 2).cores()).isEqualTo(2);
    }

    @Test
    void whereCoresAreNotToldProcessorsCount() {
        assertThat(Machine.of("processor : 0\n\nprocessor : 1\nBogoMIPS: 1\n", 2))
                .isEqualTo(new Machine("", 2));
        assertThat(Machine.of("", 3)).isEqualTo(new Machine("", 3));
    }

    private static String processor(int number, int socket, int core) {
        return """
                processor\t: %d
                model name\t: Example CPU @ 2 GHz
                physical id\t: %d
                core id\t\t: %d

                """.formatted(number, socket, core);
    }
}
