package io.clouddicom;

import io.clouddicom.internal.archive.FrameReadAhead.Wanted;
import io.clouddicom.internal.archive.FrameWindow;
import io.clouddicom.internal.archive.StoredInstance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Frames in the order in which they are looked at, of which those are read ahead that come next. It serves who takes one frame
 * after the other, and a viewer whose user scrolls back and forth:
 *
 * <pre>{@code
 * try (FrameStream frames = study.frames(FrameStreamOptions.DEFAULT.reduced(2))) {
 *     while (frames.hasNext()) {
 *         show(frames.nextFrame().decode());
 *     }
 *     show(frames.read(250).decode());      // the user jumps: what was read ahead is cancelled
 *     show(frames.read(249).decode());      // and goes backward: 248, 247 … are read ahead
 * }
 * }</pre>
 *
 * <p>{@link #read} goes to a frame, and {@link #nextFrame} to the next. Small steps forward or backward tell where the reader
 * goes, so the frames there are read before he comes; when he jumps that ends, until his next step. Nothing is read ahead
 * beyond the bounds of the {@link FrameStreamOptions}, so one who is slow, or rests, costs nothing. {@link #fetch} is for others:
 * any thread gets any frame, before all that is only read ahead, and the reader stays where he is.
 *
 * <p>Nothing is read before the first frame is asked for. Closing cancels what is under way: its requests end, and threads that
 * wait get an {@link IllegalStateException}. Safe for use by any number of threads; those that read move one and the same
 * reader.
 */
public final class FrameStream implements Iterator<FetchedFrame>, AutoCloseable {
    private final List<Wanted> frames;
    private final FrameStreamOptions options;
    private final FrameWindow window;

    private FrameStream(List<Wanted> frames, FrameStreamOptions options, FrameWindow window) {
        this.frames = frames;
        this.options = options;
        this.window = window;
    }

    static FrameStream ordered(List<Wanted> frames, FrameStreamOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return new FrameStream(frames, options, FrameWindow.over(frames, options));
    }

    /**
     * Frames in an order of the caller's own, such as that of a volume's slices. That they may be reduced does not matter: the
     * options say it for all.
     *
     * @param frames the frames, of one archive
     * @param options resolution and bounds
     * @return the stream, which the caller closes
     * @throws IOException a {@link CloudDicomException}: what an instance is cannot be read
     */
    public static FrameStream of(List<Frame> frames, FrameStreamOptions options) throws IOException {
        StoredInstance.load(frames.stream().map(Frame::instance).distinct().toList(), 8);
        return ordered(
                frames.stream()
                        .map(frame -> new Wanted(frame.instance(), frame.frameIndex()))
                        .toList(),
                options);
    }

    /** How many frames there are. */
    public int size() {
        return frames.size();
    }

    /**
     * Which frame is at a place; nothing is fetched.
     *
     * @param index the place, from 0
     * @return the frame, reduced as the options say
     */
    public Frame frame(int index) {
        Wanted frame = frames.get(index);
        return new Frame(frame.instance(), frame.frameIndex(), options.reduction());
    }

    /** Where the reader is; -1 before the first frame. */
    public int position() {
        return window.position();
    }

    /**
     * Goes to a frame and waits for it.
     *
     * @param index its place, from 0
     * @return the frame
     * @throws CorruptDataException the bytes do not have the frame's checksum
     * @throws java.io.InterruptedIOException the thread was interrupted
     * @throws IOException another {@link CloudDicomException}
     */
    public FetchedFrame read(int index) throws IOException {
        Objects.checkIndex(index, size());
        return new FetchedFrame(index, frame(index), window.read(index));
    }

    /**
     * Waits for a frame without going there: it is read before those that are only read ahead.
     *
     * @param index its place, from 0
     * @return the frame
     * @throws CorruptDataException the bytes do not have the frame's checksum
     * @throws java.io.InterruptedIOException the thread was interrupted
     * @throws IOException another {@link CloudDicomException}
     */
    public FetchedFrame fetch(int index) throws IOException {
        Objects.checkIndex(index, size());
        return new FetchedFrame(index, frame(index), window.fetch(index));
    }

    /** Whether there is a frame behind the one where the reader is. */
    @Override
    public boolean hasNext() {
        return position() + 1 < size();
    }

    /**
     * Goes to the next frame and waits for it. After an error the reader is at the frame that could not be read.
     *
     * @return the frame
     * @throws NoSuchElementException there is none
     * @throws IOException as {@link #read}
     */
    public FetchedFrame nextFrame() throws IOException {
        FrameWindow.Taken next = window.readNext();
        return new FetchedFrame(next.index(), frame(next.index()), next.bytes());
    }

    /**
     * As {@link #nextFrame}, with errors as {@link UncheckedIOException}.
     *
     * @throws NoSuchElementException there is none
     */
    @Override
    public FetchedFrame next() {
        try {
            return nextFrame();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The frames from here on, each fetched when it is consumed; closing the stream closes this. */
    public Stream<FetchedFrame> stream() {
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(this, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .onClose(this::close);
    }

    /** Cancels what is under way. */
    @Override
    public void close() {
        window.close();
    }
}
