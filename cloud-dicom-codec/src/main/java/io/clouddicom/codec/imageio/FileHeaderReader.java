package io.clouddicom.codec.imageio;

import io.clouddicom.codec.CodestreamException;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the header boxes of a JP2 or JPH file that the codec has found well-formed enough to hold a codestream. A box that
 * contradicts itself is an error; one that is not understood is passed over.
 */
final class FileHeaderReader {
    private static final int SIGNATURE = 0x6A502020;
    private static final int HEADER = 0x6A703268;
    private static final int CODESTREAM = 0x6A703263;
    private static final int COLOUR = 0x636F6C72;
    private static final int PALETTE = 0x70636C72;
    private static final int COMPONENT_MAPPING = 0x636D6170;
    private static final int CHANNEL_DEFINITION = 0x63646566;
    private static final int RESOLUTION = 0x72657320;
    private static final int CAPTURE_RESOLUTION = 0x72657363;
    private static final int DISPLAY_RESOLUTION = 0x72657364;

    private final byte[] data;
    private int codestreamOffset;
    private Optional<FileHeader.Colour> colour = Optional.empty();
    private Optional<Palette> palette = Optional.empty();
    private final List<FileHeader.Mapping> mappings = new ArrayList<>();
    private final List<FileHeader.Definition> definitions = new ArrayList<>();
    private Optional<FileHeader.Resolution> resolution = Optional.empty();

    private FileHeaderReader(byte[] data) {
        this.data = data;
    }

    /** Reads up to the codestream. */
    static FileHeader read(byte[] data) throws CodestreamException {
        FileHeaderReader reader = new FileHeaderReader(data);
        if (data.length < 8 || reader.u32(4) != SIGNATURE) {
            return FileHeader.NONE;
        }
        reader.boxes(0, data.length, false);
        return new FileHeader(
                true,
                reader.codestreamOffset,
                reader.colour,
                reader.palette,
                List.copyOf(reader.mappings),
                List.copyOf(reader.definitions),
                reader.resolution);
    }

    private void boxes(int from, int to, boolean inHeader) throws CodestreamException {
        int position = from;
        while (to - position >= 8 && codestreamOffset == 0) {
            long length = u32(position) & 0xFFFFFFFFL;
            int content = position + 8;
            if (length == 1 && to - position >= 16) {
                length = (long) u32(position + 8) << 32 | u32(position + 12) & 0xFFFFFFFFL;
                content = position + 16;
            } else if (length == 0) {
                length = to - position;
            }
            if (length < content - position) {
                throw malformed("JP2 box", position, "length " + length);
            }
            int end = (int) Math.min(to, position + Math.min(length, Integer.MAX_VALUE / 2));
            int type = u32(position + 4);
            if (!inHeader && type == CODESTREAM) {
                codestreamOffset = content;
            } else if (!inHeader && type == HEADER) {
                boxes(content, end, true);
            } else if (inHeader) {
                headerBox(type, content, end);
            }
            position = end;
        }
    }

    private void headerBox(int type, int from, int to) throws CodestreamException {
        switch (type) {
            case COLOUR -> {
                if (colour.isEmpty()) {
                    colour = colour(from, to);
                }
            }
            case PALETTE -> palette = Optional.of(palette(from, to));
            case COMPONENT_MAPPING -> {
                mappings.clear();
                for (int at = from; at + 4 <= to; at += 4) {
                    mappings.add(new FileHeader.Mapping(u16(at), data[at + 2] == 1 ? data[at + 3] & 0xFF : -1));
                }
            }
            case CHANNEL_DEFINITION -> {
                definitions.clear();
                for (int at = from + 2; at + 6 <= to; at += 6) {
                    definitions.add(new FileHeader.Definition(u16(at), u16(at + 2), u16(at + 4)));
                }
            }
            case RESOLUTION -> resolutions(from, to);
            default -> {}
        }
    }

    /** Methods 1 (enumerated), 2 and 3 (profile); 5 (T.814: code points) where it amounts to one of the enumerated. */
    private Optional<FileHeader.Colour> colour(int from, int to) {
        if (to - from < 3) {
            return Optional.empty();
        }
        int method = data[from];
        if (method == 1 && to - from >= 7) {
            int number = u32(from + 3);
            for (FileHeader.Named named : FileHeader.Named.values()) {
                if (named.number == number) {
                    return Optional.of(named);
                }
            }
        } else if (method == 2 || method == 3) {
            return profile(Arrays.copyOfRange(data, from + 3, to));
        } else if (method == 5 && to - from >= 10) {
            int matrix = u16(from + 7);
            if (matrix == 0) {
                return Optional.of(FileHeader.Named.SRGB);
            }
            if (matrix == 5 || matrix == 6) {
                return Optional.of(FileHeader.Named.SYCC);
            }
        }
        return Optional.empty();
    }

    /**
     * A profile that Java can work with. What it throws at a damaged one is of many kinds, some only at the first pixel. The
     * samples are readable all the same; their number of channels then says what they are.
     */
    private static Optional<FileHeader.Colour> profile(byte[] bytes) {
        try {
            ICC_Profile profile = ICC_Profile.getInstance(bytes);
            ICC_ColorSpace space = new ICC_ColorSpace(profile);
            space.toRGB(new float[space.getNumComponents()]);
            return Optional.of(new FileHeader.Profile(profile));
        } catch (RuntimeException damaged) {
            return Optional.empty();
        }
    }

    private Palette palette(int from, int to) throws CodestreamException {
        if (to - from < 4) {
            throw malformed("JP2 palette box", from, "cut short");
        }
        int entries = u16(from);
        int columns = data[from + 2] & 0xFF;
        if (entries == 0 || entries > 1024 || columns == 0 || to - from < 3 + columns) {
            throw malformed("JP2 palette box", from, entries + " entries in " + columns + " columns");
        }
        int[] precisions = new int[columns];
        int[][] values = new int[columns][entries];
        long rowBytes = 0;
        for (int column = 0; column < columns; column++) {
            int depth = data[from + 3 + column];
            precisions[column] = (depth & 0x7F) + 1;
            if (depth < 0 || precisions[column] > 16) {
                throw malformed("JP2 palette box", from, "a column of " + precisions[column] + " bits, or signed");
            }
            rowBytes += (precisions[column] + 7) / 8;
        }
        int at = from + 3 + columns;
        if (rowBytes * entries > to - at) {
            throw malformed("JP2 palette box", from, "cut short");
        }
        for (int entry = 0; entry < entries; entry++) {
            for (int column = 0; column < columns; column++) {
                if (precisions[column] > 8) {
                    values[column][entry] = u16(at);
                    at += 2;
                } else {
                    values[column][entry] = data[at++] & 0xFF;
                }
            }
        }
        return new Palette(values, precisions);
    }

    /** The resolution for display before that of capture. */
    private void resolutions(int from, int to) {
        for (int at = from; to - at >= 18 && u32(at) == 18; at += 18) {
            int type = u32(at + 4);
            if (type == DISPLAY_RESOLUTION || type == CAPTURE_RESOLUTION && resolution.isEmpty()) {
                double vertical = u16(at + 8) / (double) u16(at + 10) * Math.pow(10, data[at + 16]);
                double horizontal = u16(at + 12) / (double) u16(at + 14) * Math.pow(10, data[at + 17]);
                if (vertical > 0 && horizontal > 0 && Double.isFinite(vertical) && Double.isFinite(horizontal)) {
                    resolution = Optional.of(new FileHeader.Resolution(horizontal, vertical));
                }
            }
        }
    }

    private static CodestreamException malformed(String place, int offset, String detail) {
        return new CodestreamException(CodestreamException.Kind.MALFORMED, place, offset, detail);
    }

    private int u16(int at) {
        return (data[at] & 0xFF) << 8 | data[at + 1] & 0xFF;
    }

    private int u32(int at) {
        return u16(at) << 16 | u16(at + 2);
    }
}
