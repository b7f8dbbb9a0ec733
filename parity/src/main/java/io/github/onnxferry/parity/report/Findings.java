package io.github.onnxferry.parity.report;

import io.github.onnxferry.parity.result.CheckResult;
import io.github.onnxferry.parity.result.Verdict;
import io.github.onnxferry.parity.suite.CaseResult;
import java.util.List;

/**
 * What a report is about.
 *
 * @param checks models that were checked in full, in the order they are reported
 * @param cases cases of a suite, in the order they are reported
 */
public record Findings(List<CheckResult> checks, List<CaseResult> cases) {
    public Findings {
        checks = List.copyOf(checks);
        cases = List.copyOf(cases);
    }

    /** One check. */
    public static Findings of(CheckResult check) {
        return ofChecks(List.of(check));
    }

    /** Several checks. */
    public static Findings ofChecks(List<CheckResult> checks) {
        return new Findings(checks, List.of());
    }

    /** A suite. */
    public static Findings ofCases(List<CaseResult> cases) {
        return new Findings(List.of(), cases);
    }

    /** Whether parity holds everywhere. */
    public boolean passed() {
        return failed() == 0;
    }

    /** How many checks and cases did not pass. */
    public long failed() {
        return checks.stream().filter(c -> !c.passed()).count()
                + cases.stream().filter(c -> c.verdict() != Verdict.PASS).count();
    }

    /** How many checks and cases there are. */
    public int size() {
        return checks.size() + cases.size();
    }
}
