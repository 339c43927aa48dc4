package io.clouddicom.internal.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.clouddicom.InstanceId;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObjectNamesTest {

    @Test
    void regularUidsStandAsTheyAre() {
        InstanceId id = new InstanceId(new Uid("1.2.3"), new Uid("1.2.3.4"), new Uid("1.2.3.4.5"));
        assertThat(ObjectNames.instance(id, 12).value()).isEqualTo("studies/1.2.3/instances/1.2.3.4/1.2.3.4.5.12");
    }

    @Test
    void wildUidsAreEscapedAndComeBack() {
        Set<String> segments = new HashSet<>();
        for (String uid : List.of(
                ".",
                "..",
                "...",
                "1.",
                ".1",
                "A",
                "a",
                "_41",
                "a/b",
                "1.2 3",
                "1.02.3",
                "ü",
                "_x",
                "1\\2",
                "con",
                "*?",
                "\uD83D\uDE00")) {
            String segment = ObjectNames.escape(new Uid(uid));
            assertThat(segment)
                    .as(uid)
                    .matches("[0-9a-z._]+")
                    .doesNotStartWith(".")
                    .doesNotEndWith(".");
            assertThat(ObjectNames.unescape(segment)).contains(new Uid(uid));
            assertThat(segments.add(segment)).as(uid).isTrue();
        }
    }

    @Test
    void overlongUidsAreHashed() {
        String segment = ObjectNames.escape(new Uid("1".repeat(201)));
        assertThat(segment).matches("_x[0-9a-f]{64}");
        assertThat(ObjectNames.unescape(segment)).isEmpty();
        assertThat(ObjectNames.isSegment(segment)).isTrue();
        InstanceId id = new InstanceId(new Uid("1".repeat(201)), new Uid("1".repeat(202)), new Uid("1".repeat(1024)));
        assertThat(InstanceKey.parse(ObjectNames.instance(id, 1)).orElseThrow().names(id))
                .isTrue();
    }

    @Test
    void theRevisionIsBehindTheLastDot() {
        InstanceKey key = InstanceKey.parse(new ObjectKey("studies/1/instances/2/1.2.3.4"))
                .orElseThrow();
        assertThat(key.instance()).isEqualTo("1.2.3");
        assertThat(key.revision()).isEqualTo(4);
    }

    @Test
    void otherKeysAreNoneOfStoredObjects() {
        for (String key : List.of(
                "archive.json",
                "studies/1/index",
                "studies/1/instances/2/3",
                "studies/1/instances/2/3.0",
                "studies/1/instances/2/3.01",
                "studies/1/instances/2/3.x",
                "studies/1/instances/2/3.99999999999",
                "studies/A/instances/2/3.1",
                "studies/1/instances/2/_4.1",
                "studies/1/instances/2/_x12.1",
                "studies/1/packs/2/3.1")) {
            assertThat(InstanceKey.parse(new ObjectKey(key))).as(key).isEmpty();
        }
    }
}
