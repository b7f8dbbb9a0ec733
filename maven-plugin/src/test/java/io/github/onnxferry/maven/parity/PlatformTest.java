package io.github.onnxferry.maven.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PlatformTest {
    @Test
    void namesPlatformsAsTensorFlowDoes() {
        assertThat(Platform.of("Linux", "amd64")).isEqualTo("linux-x86_64");
        assertThat(Platform.of("Mac OS X", "aarch64")).isEqualTo("macosx-arm64");
        assertThat(Platform.of("Windows 11", "amd64")).isEqualTo("windows-x86_64");
        assertThatThrownBy(() -> Platform.of("Mac OS X", "x86_64")).hasMessageContaining("FERRY-4001");
    }
}
