package io.clouddicom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What {@code doctor} prints of good and of broken stores, and its exit codes. */
class DoctorCommandTest {

    private record Run(int exitCode, String out, String err) {}

    private static Run doctor(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] all = new String[arguments.length + 1];
        all[0] = "doctor";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        int code = CloudDicom.run(new PrintWriter(out, true), new PrintWriter(err, true), all);
        return new Run(code, out.toString(), err.toString());
    }

    @Test
    void aStoreWhereEverythingHolds() {
        Run run = doctor("mem:doctor");
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.out())
                .startsWith("mem:doctor")
                .containsPattern("(?m)^  holds    put if absent, at once    of several puts at once one succeeds")
                .containsPattern("(?m)^  holds    same UID twice            an instance that is put twice")
                .containsPattern("(?m)^  limited  acknowledged is durable .* gone when it ends\\)$")
                .doesNotContain("FAILS", "UNKNOWN", "DENIED");
    }

    @Test
    void theReportAsJson() throws IOException {
        Run run = doctor("mem:", "--quick", "--json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.DONE);
        Set<String> names = new HashSet<>();
        Set<String> values = new HashSet<>();
        try (JsonParser parser = new JsonFactory().createParser(run.out())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME) {
                    names.add(parser.currentName());
                } else if (token == JsonToken.VALUE_STRING) {
                    values.add(parser.getText());
                }
            }
        }
        assertThat(names)
                .contains(
                        "store",
                        "sound",
                        "guarantees",
                        "promise",
                        "findings",
                        "subject",
                        "verdict",
                        "latency",
                        "putMedianMicros");
        assertThat(values).contains("SAME_UID_TWICE", "CREATE_RACE", "HOLDS", "LIMITED");
    }

    @Test
    void aStoreThatOverwrites() {
        Run run = doctor("broken:overwrites", "--quick");
        assertThat(run.exitCode()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.out())
                .containsPattern("(?m)^  FAILS    put if absent             the condition is ignored")
                .containsPattern("(?m)^  FAILS    same UID twice            two nodes that put one UID may overwrite");
    }

    @Test
    void aStoreThatDamages() {
        assertThat(doctor("broken:appends", "--quick").exitCode()).isEqualTo(ExitCode.INTEGRITY);
    }

    @Test
    void aStoreThatMayOnlyBeRead() {
        Run run = doctor("broken:read-only", "--quick");
        assertThat(run.exitCode()).isEqualTo(ExitCode.STORE);
        assertThat(run.out())
                .containsPattern("(?m)^  holds    permission to list ")
                .containsPattern("(?m)^  DENIED   permission to put ")
                .containsPattern("(?m)^  holds    permission to read ")
                .containsPattern("(?m)^  DENIED   permission to delete ");
    }

    @Test
    void aStoreThatCannotBeReachedOrIsNone() {
        Run gone = doctor("broken:gone", "--quick");
        assertThat(gone.exitCode()).isEqualTo(ExitCode.STORE);
        assertThat(gone.err()).contains("nobody answers").hasLineCount(1);
        assertThat(doctor("ftp://example.org/").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(doctor().exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
