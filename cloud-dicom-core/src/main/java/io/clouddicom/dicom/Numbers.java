package io.clouddicom.dicom;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Numbers in values, binary (PS3.5 6.2) and as text. Values that are no numbers give empty results. */
final class Numbers {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    /** The standard allows 16 characters; a double in full has up to 24. */
    private static final int LONGEST_DECIMAL = 64;

    private Numbers() {}

    static long[] integers(Vr vr, Value.Bytes value) {
        int size = vr.wordSizeBytes();
        boolean integer = vr != Vr.FL && vr != Vr.FD && vr != Vr.OF && vr != Vr.OD && vr != Vr.SQ && vr != Vr.UN;
        if (!integer) {
            return new long[0];
        }
        ByteBuffer buffer = value.buffer();
        if (vr == Vr.AT) {
            long[] tags = new long[buffer.remaining() / 4];
            for (int i = 0; i < tags.length; i++) {
                tags[i] = (buffer.getShort() & 0xFFFFL) << 16 | buffer.getShort() & 0xFFFFL;
            }
            return tags;
        }
        boolean signed = vr == Vr.SS || vr == Vr.SL;
        long[] numbers = new long[buffer.remaining() / size];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = switch (size) {
                case 1 -> buffer.get() & 0xFFL;
                case 2 -> signed ? buffer.getShort() : buffer.getShort() & 0xFFFFL;
                case 4 -> signed ? buffer.getInt() : buffer.getInt() & 0xFFFF_FFFFL;
                default -> buffer.getLong();
            };
        }
        return numbers;
    }

    static double[] numbers(Vr vr, Value.Bytes value) {
        boolean single = vr == Vr.FL || vr == Vr.OF;
        if (!single && vr != Vr.FD && vr != Vr.OD) {
            long[] integers = integers(vr, value);
            double[] numbers = new double[integers.length];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = vr == Vr.UV || vr == Vr.OV ? unsigned(integers[i]) : integers[i];
            }
            return numbers;
        }
        ByteBuffer buffer = value.buffer();
        double[] numbers = new double[buffer.remaining() / vr.wordSizeBytes()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = single ? buffer.getFloat() : buffer.getDouble();
        }
        return numbers;
    }

    static List<String> decimals(Vr vr, Value.Bytes value) {
        List<String> texts = new ArrayList<>();
        switch (vr) {
            case FL, OF -> {
                for (double number : numbers(vr, value)) {
                    texts.add(Float.toString((float) number));
                }
            }
            case FD, OD -> {
                for (double number : numbers(vr, value)) {
                    texts.add(Double.toString(number));
                }
            }
            case UV, OV -> {
                for (long number : integers(vr, value)) {
                    texts.add(Long.toUnsignedString(number));
                }
            }
            default -> {
                for (long number : integers(vr, value)) {
                    texts.add(vr == Vr.AT ? String.format("%08X", number) : Long.toString(number));
                }
            }
        }
        return texts;
    }

    /** IS and DS as PS3.5 6.2 has them, and longer ones; in files, IS also has a point. No Java suffix, no NaN. */
    private static boolean isDecimal(String text) {
        return text.length() <= LONGEST_DECIMAL && DECIMAL.matcher(text).matches();
    }

    static long[] parseIntegers(List<String> texts) {
        long[] numbers = new long[texts.size()];
        for (int i = 0; i < numbers.length; i++) {
            String text = texts.get(i).strip();
            if (!isDecimal(text)) {
                return new long[0];
            }
            try {
                numbers[i] = new BigDecimal(text).longValueExact();
            } catch (ArithmeticException | NumberFormatException noInteger) {
                return new long[0];
            }
        }
        return numbers;
    }

    static double[] parseNumbers(List<String> texts) {
        double[] numbers = new double[texts.size()];
        for (int i = 0; i < numbers.length; i++) {
            String text = texts.get(i).strip();
            if (!isDecimal(text)) {
                return new double[0];
            }
            numbers[i] = Double.parseDouble(text);
        }
        return numbers;
    }

    static byte[] encodeIntegers(Vr vr, long... values) {
        int size = vr == Vr.AT ? 4 : vr.wordSizeBytes();
        ByteBuffer buffer = allocate(size, values.length);
        for (long value : values) {
            switch (vr) {
                case AT -> buffer.putShort((short) (value >>> 16)).putShort((short) value);
                case US, OW -> buffer.putShort((short) checked(vr, value, 0, 0xFFFF));
                case SS -> buffer.putShort((short) checked(vr, value, Short.MIN_VALUE, Short.MAX_VALUE));
                case UL, OL -> buffer.putInt((int) checked(vr, value, 0, 0xFFFF_FFFFL));
                case SL -> buffer.putInt((int) checked(vr, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
                case SV, UV, OV -> buffer.putLong(value);
                case OB -> buffer.put((byte) checked(vr, value, 0, 0xFF));
                default -> throw new IllegalArgumentException(vr + " does not hold integers");
            }
        }
        return buffer.array();
    }

    static byte[] encodeNumbers(Vr vr, double... values) {
        ByteBuffer buffer = allocate(vr.wordSizeBytes(), values.length);
        for (double value : values) {
            switch (vr) {
                case FL, OF -> buffer.putFloat((float) value);
                case FD, OD -> buffer.putDouble(value);
                default -> throw new IllegalArgumentException(vr + " does not hold floating point numbers");
            }
        }
        return buffer.array();
    }

    private static ByteBuffer allocate(int size, int count) {
        return ByteBuffer.allocate(Math.multiplyExact(size, count)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static long checked(Vr vr, long value, long lowest, long highest) {
        if (value < lowest || value > highest) {
            throw new IllegalArgumentException(value + " does not fit " + vr);
        }
        return value;
    }

    private static double unsigned(long value) {
        double lower = value & Long.MAX_VALUE;
        return value < 0 ? lower + 0x1p63 : lower;
    }
}
