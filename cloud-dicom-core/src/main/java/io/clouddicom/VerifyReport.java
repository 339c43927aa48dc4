package io.clouddicom;

import java.util.List;
import java.util.Map;

/**
 * What a verification checked and found.
 *
 * @param studies how many studies have at least one object
 * @param instances how many instances are current
 * @param fidelities how exactly those of them that could be read come back: how many in each way
 * @param objectsChecked how many stored objects were read and checked, older revisions included
 * @param bytesChecked their size
 * @param framesChecked how many frames had their checksum checked
 * @param olderRevisions how many objects are replaced or deleted revisions that hold content
 * @param tombstones how many objects are empty marks
 * @param problems what was found, in no order
 */
public record VerifyReport(
        long studies,
        long instances,
        Map<Fidelity, Long> fidelities,
        long objectsChecked,
        long bytesChecked,
        long framesChecked,
        long olderRevisions,
        long tombstones,
        List<VerifyProblem> problems) {
    /** Copies map and list. */
    public VerifyReport {
        fidelities = Map.copyOf(fidelities);
        problems = List.copyOf(problems);
    }

    /** Whether nothing is damaged and nothing could be lost. */
    public boolean clean() {
        return problems.stream().noneMatch(problem -> problem.type().integrity());
    }
}
