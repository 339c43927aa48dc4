package io.clouddicom.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.clouddicom.CorruptDataException;
import io.clouddicom.DicomArchive;
import io.clouddicom.FetchedFrame;
import io.clouddicom.Frame;
import io.clouddicom.FrameStream;
import io.clouddicom.FrameStreamOptions;
import io.clouddicom.Instance;
import io.clouddicom.ReadOptions;
import io.clouddicom.RetryPolicy;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.dicom.Tag;
import io.clouddicom.store.ByteRange;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectInfo;
import io.clouddicom.store.ObjectReader;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a stream of frames asks the store for: before its reader comes there, in which order, and what it gives up. */
class FrameStreamTest {
    private static final int SLICES = 40;
    private static final FrameStreamOptions EIGHT_AHEAD = FrameStreamOptions.DEFAULT.readAhead(8, 1 << 20);

    private final ObjectStore memory = ObjectStores.memory();
    private final RecordingStore recording = new RecordingStore(memory);
    private final HeldStore held = new HeldStore(recording);
    private DicomArchive archive;
    /** Requests that were made to open the study. */
    private int before;

    private Study open(SyntheticStudy study, Cache cache, ReadOptions reads) throws Exception {
        try (DicomArchive writing =
                DicomArchive.builder(memory).storage(StoragePolicy.AS_RECEIVED).open()) {
            for (int i = 0; i < study.instances(); i++) {
                writing.put(study.bytes(i));
            }
            writing.index(study.studyUid());
        }
        archive = DicomArchive.builder(held.store())
                .retries(RetryPolicy.NONE)
                .cache(cache)
                .reads(reads)
                .open();
        Study opened = archive.study(study.studyUid());
        recording.forgetCalls();
        before = held.begun().size();
        return opened;
    }

    private Study slices() throws Exception {
        return open(SyntheticStudy.ct(3, SLICES).withSize(32, 32), Cache.none(), ReadOptions.DEFAULT);
    }

    @AfterEach
    void close() throws Exception {
        held.holdNothing();
        archive.close();
        held.await("the end of all requests", () -> held.waiting().isEmpty());
        recording.assertAllClosed();
    }

    private int begunGets() {
        return held.begun().size() - before;
    }

    private static long number(FetchedFrame frame, Study study) throws Exception {
        Instance instance = study.instance(frame.id().instance());
        return instance.metadata().integer(Tag.INSTANCE_NUMBER).orElseThrow();
    }

    @Test
    void framesComeInTheOrderInWhichTheyAreNumberedAndEachIsReadOnce() throws Exception {
        Study study = slices();
        List<Long> numbers = new ArrayList<>();
        try (FrameStream frames = study.frames(EIGHT_AHEAD)) {
            assertThat(frames.size()).isEqualTo(SLICES);
            while (frames.hasNext()) {
                FetchedFrame frame = frames.nextFrame();
                numbers.add(number(frame, study));
                assertThat(frame.bytes()).isEqualTo(frame.frame().fetch());
                assertThat(frame.decode()).isEqualTo(frame.frame().decode());
            }
        }
        assertThat(numbers).hasSize(SLICES).isSorted().doesNotHaveDuplicates();
        recording.assertCount(StoreOperation.GET, 3 * SLICES);
    }

    @Test
    void nothingIsReadBeforeTheFirstFrameIsWanted() throws Exception {
        try (FrameStream frames = slices().frames(EIGHT_AHEAD)) {
            assertThat(frames.frame(7).number()).isEqualTo(1);
            recording.assertCalls();
        }
    }

    @Test
    void aReaderWhoRestsCostsNothingBeyondTheWindow() throws Exception {
        try (FrameStream frames = slices().frames(EIGHT_AHEAD)) {
            frames.read(0);
            held.await("the window", () -> begunGets() == 1 + 8);
            frames.read(1);
            held.await("the next frame", () -> begunGets() == 2 + 8);
        }
    }

    @Test
    void theWindowIsBoundedInBytesToo() throws Exception {
        int frameBytes = 32 * 32 * 2;
        try (FrameStream frames = slices().frames(FrameStreamOptions.DEFAULT.readAhead(30, 3 * frameBytes + 100))) {
            frames.read(0);
            held.await("the window", () -> begunGets() == 1 + 3);
        }
        try (FrameStream frames =
                archive.study(SyntheticStudy.ct(3, 1).studyUid()).frames(FrameStreamOptions.DEFAULT.readAhead(30, 1))) {
            before = held.begun().size();
            frames.read(0);
            held.await("one frame, whatever its size", () -> begunGets() == 2);
        }
    }

    @Test
    void aJumpEndsTheReadAheadAndTheNextStepTellsTheDirection() throws Exception {
        try (FrameStream frames = slices().frames(EIGHT_AHEAD)) {
            String first = key(frames, 0);
            held.hold(key -> key.contains("/instances/") && !key.equals(first));
            frames.read(0);
            held.await("the window", () -> held.waiting().size() == 8);
            String landed = key(frames, 30);
            held.hold(key -> key.contains("/instances/") && !key.equals(landed));
            frames.read(30);
            held.await("requests that nobody needs to end", () -> held.stopped().size() == 8);
            assertThat(held.waiting()).isEmpty();
            int jumped = held.begun().size();
            held.holdNothing();
            frames.read(29);
            held.await("frames backward", () -> held.begun().size() == jumped + 1 + 8);
            List<String> wanted = new ArrayList<>();
            for (int index = 29; index >= 21; index--) {
                wanted.add(key(frames, index));
            }
            List<String> begun = held.begun();
            assertThat(begun.subList(jumped, begun.size())).containsExactlyInAnyOrderElementsOf(wanted);
            frames.read(30);
            held.await("frames forward again", () -> held.begun().size() >= jumped + 9 + 1 + 8);
            assertThat(held.begun()).contains(key(frames, 38));
        }
    }

    /** The object in which a frame lies. */
    private static String key(FrameStream frames, int index) {
        try {
            var id = frames.frame(index).id().instance();
            return "studies/" + id.study() + "/instances/" + id.series() + "/" + id.instance() + ".1";
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whoWaitsForAnyFrameOvertakesWhatIsOnlyReadAhead() throws Exception {
        ReadOptions two = ReadOptions.DEFAULT.withParallelism(2);
        Study study = open(SyntheticStudy.ct(3, SLICES).withSize(32, 32), Cache.none(), two);
        try (FrameStream frames = study.frames(EIGHT_AHEAD)) {
            frames.read(0);
            held.await("the window", () -> begunGets() == 1 + 8);
            held.hold(key -> key.contains("/instances/") && !key.equals(key(frames, 30)));
            frames.read(8);
            held.await("two requests ahead", () -> held.waiting().size() == 2);
            FetchedFrame other = frames.fetch(30);
            assertThat(other.bytes()).isEqualTo(other.frame().fetch());
            assertThat(frames.position()).isEqualTo(8);
            assertThat(held.waiting()).hasSize(2);
            assertThat(held.stopped()).isEmpty();
        }
    }

    @Test
    void twoWhoWaitForOneFrameMakeOneRequest() throws Exception {
        try (FrameStream frames = slices().frames(EIGHT_AHEAD)) {
            held.hold(key -> key.contains("/instances/"));
            Reader one = async(() -> frames.fetch(12).bytes());
            Reader two = async(() -> frames.read(12).bytes());
            held.await("both to wait", () -> one.waits() && two.waits());
            held.holdNothing();
            assertThat(one.get()).isEqualTo(two.get());
            assertThat(held.begun().stream().filter(key(frames, 12)::equals)).hasSize(1);
        }
    }

    private interface Reading {
        byte[] bytes() throws Exception;
    }

    /** Reads in a thread of its own. */
    private static final class Reader extends CompletableFuture<byte[]> {
        private final Thread thread;

        Reader(Reading reading) {
            thread = new Thread(() -> {
                try {
                    complete(reading.bytes());
                } catch (Exception | AssertionError e) {
                    completeExceptionally(e);
                }
            });
            thread.start();
        }

        boolean waits() {
            return thread.getState() == Thread.State.WAITING;
        }
    }

    private static Reader async(Reading reading) {
        return new Reader(reading);
    }

    @Test
    void closingStopsRequestsAndTellsWhoWaits() throws Exception {
        FrameStream frames = slices().frames(EIGHT_AHEAD);
        held.hold(key -> key.contains("/instances/"));
        Reader waiting = async(() -> frames.nextFrame().bytes());
        held.await("the window", () -> held.waiting().size() == 1 + 8);
        frames.close();
        assertThatThrownBy(waiting::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        held.await("all requests to end", () -> held.stopped().size() == 1 + 8);
        assertThatThrownBy(() -> frames.read(3)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void closingTheArchiveStopsWhatIsReadAhead() throws Exception {
        try (FrameStream frames = slices().frames(EIGHT_AHEAD)) {
            held.hold(key -> key.contains("/instances/"));
            Reader waiting = async(() -> frames.nextFrame().bytes());
            held.await("the window", () -> held.waiting().size() == 1 + 8);
            archive.close();
            assertThatThrownBy(waiting::get).hasCauseInstanceOf(IllegalStateException.class);
            held.await("all requests to end", () -> held.stopped().size() == 1 + 8);
        }
    }

    @Test
    void closingTheArchiveTellsThoseWhoseReadHasNotBegun() throws Exception {
        Study study = open(
                SyntheticStudy.ct(3, SLICES).withSize(32, 32), Cache.none(), ReadOptions.DEFAULT.withParallelism(1));
        try (FrameStream frames = study.frames(EIGHT_AHEAD)) {
            held.hold(key -> key.contains("/instances/"));
            List<Reader> readers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int index = i;
                readers.add(async(() -> frames.fetch(index).bytes()));
            }
            held.await("every reader to wait", () -> readers.stream().allMatch(Reader::waits));
            assertThat(held.waiting()).hasSizeLessThan(20);
            archive.close();
            for (Reader reader : readers) {
                assertThatThrownBy(() -> reader.get(30, TimeUnit.SECONDS))
                        .hasCauseInstanceOf(IllegalStateException.class);
            }
        }
    }

    @Test
    void anInterruptedReaderFailsAloneAndItsFrameIsStillThere() throws Exception {
        try (FrameStream frames = slices().frames(EIGHT_AHEAD)) {
            held.hold(key -> key.contains("/instances/"));
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Thread reader = new Thread(() -> {
                try {
                    frames.read(5);
                } catch (Exception e) {
                    failure.set(e);
                }
            });
            reader.start();
            Reader other = async(() -> frames.fetch(5).bytes());
            held.await("both to wait", () -> other.waits() && reader.getState() == Thread.State.WAITING);
            reader.interrupt();
            reader.join();
            assertThat(failure.get()).isInstanceOf(InterruptedIOException.class);
            held.holdNothing();
            assertThat(other.get()).isEqualTo(frames.frame(5).fetch());
        }
    }

    @Test
    void neighbouringFramesOfOneInstanceComeWithFewRequests() throws Exception {
        Study study = open(SyntheticStudy.enhancedCt(5, 200).withSize(64, 64), Cache.none(), ReadOptions.DEFAULT);
        try (FrameStream frames = study.frames(FrameStreamOptions.DEFAULT)) {
            List<byte[]> stored = frames.stream()
                    .map(frame -> {
                        try {
                            return frame.bytes();
                        } catch (java.io.IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
            assertThat(stored).hasSize(200);
            int requests = recording.calls(StoreOperation.GET).size();
            System.out.println(requests + " requests for 200 frames of one instance");
            assertThat(requests).isLessThanOrEqualTo(9);
            assertThat(new HashSet<>(recording.calls(StoreOperation.GET).stream()
                            .map(RecordingStore.Call::range)
                            .toList()))
                    .hasSize(requests);
            for (int i = 0; i < 200; i++) {
                assertThat(stored.get(i)).isEqualTo(frames.frame(i).fetch());
            }
        }
    }

    @Test
    void aDamagedFrameSpoilsNoOther() throws Exception {
        SyntheticStudy synthetic = SyntheticStudy.enhancedCt(5, 20).withSize(64, 64);
        Study study = open(synthetic, Cache.none(), ReadOptions.DEFAULT);
        Instance instance = study.instances().get(0);
        byte[] frame = instance.frame(12).fetch();
        damage(synthetic, frame);
        Study damaged = archive.study(synthetic.studyUid());
        try (FrameStream frames = damaged.frames(FrameStreamOptions.DEFAULT)) {
            for (int i = 0; i < 20; i++) {
                if (i == 11) {
                    assertThatThrownBy(frames::nextFrame)
                            .isInstanceOf(CorruptDataException.class)
                            .hasMessageContaining("frame 12");
                } else {
                    assertThat(frames.nextFrame().index()).isEqualTo(i);
                }
            }
        }
    }

    private void damage(SyntheticStudy study, byte[] frame) throws Exception {
        ObjectInfo info;
        try (var listing = memory.list("studies/" + study.studyUid() + "/instances/", "")) {
            info = listing.next();
        }
        byte[] bytes;
        try (ObjectReader reader = memory.get(info.key(), ByteRange.all())) {
            bytes = reader.readAllBytes();
        }
        int at = 0;
        while (!java.util.Arrays.equals(bytes, at, at + frame.length, frame, 0, frame.length)) {
            at++;
        }
        bytes[at + 9] ^= 1;
        memory.put(info.key(), ObjectContent.of(bytes), PutCondition.any());
    }

    @Test
    void whatTheMemoryTierHoldsIsNotReadAgain() throws Exception {
        Study study = open(
                SyntheticStudy.ct(3, SLICES).withSize(32, 32),
                Cache.memory(4, SizeUnit.MEBIBYTES),
                ReadOptions.DEFAULT);
        for (int round = 0; round < 2; round++) {
            try (FrameStream frames = study.frames(EIGHT_AHEAD)) {
                while (frames.hasNext()) {
                    frames.nextFrame();
                }
            }
        }
        recording.assertCount(StoreOperation.GET, SLICES);
    }

    @Test
    void framesCanComeInTheOrderOfAVolume() throws Exception {
        Study study = slices();
        List<Frame> order = new ArrayList<>();
        for (var slice : study.series().get(0).volume().slices()) {
            order.add(study.instance(slice.instance()).frame(slice.number()));
        }
        try (FrameStream frames = FrameStream.of(order, EIGHT_AHEAD)) {
            FetchedFrame first = frames.nextFrame();
            assertThat(first.bytes()).isEqualTo(order.get(0).fetch());
            assertThat(frames.size()).isEqualTo(SLICES);
        }
    }
}
