package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.DicomArchive;
import io.clouddicom.FrameStream;
import io.clouddicom.FrameStreamOptions;
import io.clouddicom.Instance;
import io.clouddicom.InvalidRequestException;
import io.clouddicom.NotFoundException;
import io.clouddicom.Prefetch;
import io.clouddicom.PrefetchListener;
import io.clouddicom.PrefetchOptions;
import io.clouddicom.PrefetchReport;
import io.clouddicom.PrefetchReport.State;
import io.clouddicom.RetryPolicy;
import io.clouddicom.SeriesId;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.StudyId;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.dicom.Uid;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a prefetch asks the store for, and that nobody waits for it. */
class PrefetchTest {
    private static final int SLICES = 20;
    private static final int FRAME_BYTES = 32 * 32 * 2;

    private final ObjectStore memory = ObjectStores.memory();
    private final RecordingStore recording = new RecordingStore(memory);
    private final HeldStore held = new HeldStore(recording);
    private final SyntheticStudy prior = SyntheticStudy.ct(1, SLICES).withSize(32, 32);
    private final SyntheticStudy current = SyntheticStudy.ct(2, SLICES).withSize(32, 32);
    private DicomArchive archive;

    @BeforeEach
    void putStudies() throws Exception {
        try (DicomArchive writing =
                DicomArchive.builder(memory).storage(StoragePolicy.AS_RECEIVED).open()) {
            for (SyntheticStudy study : List.of(prior, current)) {
                for (int i = 0; i < SLICES; i++) {
                    writing.put(study.bytes(i));
                }
                writing.index(study.studyUid());
            }
        }
        archive = open(Cache.memory(16, SizeUnit.MEBIBYTES));
    }

    private DicomArchive open(Cache cache) throws Exception {
        return DicomArchive.builder(held.store())
                .retries(RetryPolicy.NONE)
                .cache(cache)
                .open();
    }

    @AfterEach
    void close() throws Exception {
        held.holdNothing();
        archive.close();
        held.await("the end of all requests", () -> held.waiting().isEmpty());
        recording.assertAllClosed();
    }

    private Prefetch begin(PrefetchOptions options) throws Exception {
        return archive.prefetch(List.of(new StudyId(prior.studyUid())), options, PrefetchListener.NONE);
    }

    private int framesNear() throws Exception {
        Study study = archive.study(prior.studyUid());
        recording.forgetCalls();
        for (Instance instance : study.instances()) {
            instance.frame(1).fetch();
        }
        return SLICES - recording.calls(StoreOperation.GET).size();
    }

    @Test
    void whatWasPrefetchedIsNear() throws Exception {
        List<PrefetchReport> heard = Collections.synchronizedList(new ArrayList<>());
        Prefetch prefetch =
                archive.prefetch(List.of(new StudyId(prior.studyUid())), PrefetchOptions.DEFAULT, heard::add);
        PrefetchReport report = prefetch.await();
        assertThat(report.state()).isEqualTo(State.COMPLETE);
        assertThat(report.frames()).isEqualTo(SLICES);
        assertThat(report.bytes()).isEqualTo(SLICES * FRAME_BYTES);
        assertThat(report.failures()).isEmpty();
        assertThat(framesNear()).isEqualTo(SLICES);
        assertThat(heard).hasSizeGreaterThanOrEqualTo(SLICES).allMatch(told -> told.frames() <= SLICES);
        recording.forgetCalls();
        assertThat(begin(PrefetchOptions.DEFAULT).await().frames()).isEqualTo(SLICES);
        recording.assertCalls("list studies/" + prior.studyUid() + "/");
    }

    @Test
    void onTheDiskItOutlivesTheArchive(@TempDir Path folder) throws Exception {
        archive.close();
        Cache cache = Cache.memory(16, SizeUnit.MEBIBYTES)
                .disk(folder, 32, SizeUnit.MEBIBYTES)
                .keepFree(0, SizeUnit.BYTES)
                .plainOnDisk();
        archive = open(cache);
        begin(PrefetchOptions.DEFAULT).await();
        archive.close();
        archive = open(cache);
        assertThat(framesNear()).isEqualTo(SLICES);
    }

    @Test
    void noMoreBytesAreReadThanAreAllowed() throws Exception {
        PrefetchReport report =
                begin(PrefetchOptions.DEFAULT.upTo(7 * FRAME_BYTES + 5)).await();
        assertThat(report.state()).isEqualTo(State.OUT_OF_BYTES);
        assertThat(report.frames()).isEqualTo(7);
        assertThat(framesNear()).isEqualTo(7);
    }

    @Test
    void nothingIsBegunWhenTheTimeHasPassed() throws Exception {
        PrefetchReport report =
                begin(PrefetchOptions.DEFAULT.within(Duration.ZERO)).await();
        assertThat(report.state()).isEqualTo(State.OUT_OF_TIME);
        assertThat(report.frames()).isZero();
        assertThat(framesNear()).isZero();
    }

    @Test
    void aSeriesAloneCanBePrefetchedAndWhatIsNotThereIsTold() throws Exception {
        Uid series = archive.study(prior.studyUid()).series().get(0).id().series();
        StudyId nothing = new StudyId(new Uid("1.2.3"));
        PrefetchReport report = archive.prefetch(
                        List.of(nothing, new SeriesId(prior.studyUid(), series)),
                        PrefetchOptions.DEFAULT,
                        PrefetchListener.NONE)
                .await();
        assertThat(report.state()).isEqualTo(State.COMPLETE);
        assertThat(report.frames()).isEqualTo(SLICES);
        assertThat(report.failures()).containsOnlyKeys(nothing);
        assertThat(report.failures().get(nothing)).isInstanceOf(NotFoundException.class);
    }

    @Test
    void cancellingStopsItsRequests() throws Exception {
        held.hold(key -> key.contains("/instances/"));
        Prefetch prefetch = begin(PrefetchOptions.DEFAULT);
        held.await("eight requests", () -> held.waiting().size() == 8);
        prefetch.cancel();
        PrefetchReport report = prefetch.await();
        assertThat(report.state()).isEqualTo(State.CANCELLED);
        assertThat(report.frames()).isZero();
        assertThat(held.stopped()).hasSize(8);
        assertThat(held.waiting()).isEmpty();
    }

    @Test
    void nobodyWaitsForAPrefetch() throws Exception {
        Study study = archive.study(current.studyUid());
        String ofPrior = "studies/" + prior.studyUid() + "/instances/";
        held.hold(key -> key.startsWith(ofPrior));
        begin(PrefetchOptions.DEFAULT);
        held.await("eight requests", () -> held.waiting().size() == 8);
        // All that it may have at a time is under way and does not end: every frame comes all the same.
        try (FrameStream frames = study.frames(FrameStreamOptions.DEFAULT)) {
            while (frames.hasNext()) {
                frames.nextFrame();
            }
        }
        assertThat(archive.study(prior.studyUid()).instances()).hasSize(SLICES);
        assertThat(held.waiting()).hasSize(8);
    }

    @Test
    void whileOthersReadAPrefetchBeginsNothing() throws Exception {
        Study study = archive.study(current.studyUid());
        FrameStreamOptions twelve = FrameStreamOptions.DEFAULT.readAhead(12, 1 << 20);
        String ofPrior = "studies/" + prior.studyUid() + "/instances/";
        String first;
        try (FrameStream frames = study.frames(twelve)) {
            var id = frames.frame(0).id().instance();
            first = "studies/" + id.study() + "/instances/" + id.series() + "/" + id.instance() + ".1";
            held.hold(key -> key.contains("/instances/") && !key.equals(first));
            frames.nextFrame();
            held.await("twelve requests ahead", () -> held.waiting().size() == 12);
            Prefetch prefetch = begin(PrefetchOptions.DEFAULT);
            String index = "studies/" + prior.studyUid() + "/index";
            held.await(
                    "the prefetch to have opened its study", () -> held.begun().contains(index));
            held.holdNothing();
            held.await("the reads ahead to end", () -> held.waiting().isEmpty());
            List<String> begun = held.begun();
            int lastAhead = 0;
            for (int i = 0; i < begun.size(); i++) {
                lastAhead = begun.get(i).contains(current.studyUid().value()) ? i : lastAhead;
            }
            assertThat(begun.subList(0, lastAhead)).noneMatch(key -> key.startsWith(ofPrior));
            assertThat(prefetch.await().state()).isEqualTo(State.COMPLETE);
        }
    }

    @Test
    void withoutACacheThereIsNothingToPrefetchInto() throws Exception {
        try (DicomArchive plain = open(Cache.none())) {
            assertThatThrownBy(() -> plain.prefetch(
                            List.of(new StudyId(prior.studyUid())), PrefetchOptions.DEFAULT, PrefetchListener.NONE))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("no cache");
        }
    }
}
