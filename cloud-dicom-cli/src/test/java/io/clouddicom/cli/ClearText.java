package io.clouddicom.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Looks for secrets in files and in their names: texts as ASCII and in both byte orders of UTF-16, bytes as they are, and
 * all of that also in base64 and hexadecimal digits.
 */
final class ClearText {
    private static final List<Charset> CHARSETS =
            List.of(StandardCharsets.US_ASCII, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE);

    /** What is looked for, and what it is. */
    private record Form(String what, byte[] bytes) {}

    /** By its first four bytes. */
    private final Map<Integer, List<Form>> forms = new HashMap<>();

    /** Which first two bytes there are, so that most of a file is passed over quickly. */
    private final BitSet beginnings = new BitSet(1 << 16);

    /** Looks for a text. */
    ClearText text(String what, String text) {
        for (Charset charset : CHARSETS) {
            bytes(what, text.getBytes(charset));
        }
        return this;
    }

    /** Looks for bytes. */
    ClearText bytes(String what, byte[] secret) {
        add(what, secret);
        StringBuilder digits = new StringBuilder();
        for (byte b : secret) {
            digits.append(String.format("%02x", b));
        }
        add(what, latin1(digits.toString()));
        add(what, latin1(digits.toString().toUpperCase(Locale.ROOT)));
        // Wherever in a text in base64 they begin: the characters that other bytes have no part in.
        for (int before = 0; before < 3; before++) {
            byte[] padded = new byte[before + secret.length];
            System.arraycopy(secret, 0, padded, before, secret.length);
            for (Base64.Encoder encoder : List.of(Base64.getEncoder(), Base64.getUrlEncoder())) {
                String encoded = encoder.withoutPadding().encodeToString(padded);
                int own = (before * Byte.SIZE + 5) / 6;
                add(what, latin1(encoded.substring(own, padded.length * Byte.SIZE / 6)));
            }
        }
        return this;
    }

    private void add(String what, byte[] form) {
        int beginning = ByteBuffer.wrap(form).getInt();
        beginnings.set(beginning >>> 16);
        forms.computeIfAbsent(beginning, key -> new ArrayList<>()).add(new Form(what, form));
    }

    /** What of it is in the files of a folder, or in their names; of a file, in it. */
    Set<String> in(Path path) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> paths = Files.walk(path)) {
            for (Path at : paths.toList()) {
                find(path.relativize(at).toString().getBytes(StandardCharsets.UTF_8), found);
                if (Files.isRegularFile(at)) {
                    find(Files.readAllBytes(at), found);
                }
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    private void find(byte[] content, Set<String> found) {
        ByteBuffer buffer = ByteBuffer.wrap(content);
        for (int at = 0; at + Integer.BYTES <= content.length; at++) {
            int beginning = buffer.getInt(at);
            if (beginnings.get(beginning >>> 16)) {
                for (Form form : forms.getOrDefault(beginning, List.of())) {
                    int end = at + form.bytes().length;
                    if (end <= content.length
                            && Arrays.equals(content, at, end, form.bytes(), 0, form.bytes().length)) {
                        found.add(form.what());
                    }
                }
            }
        }
    }

    /** The first sixteen bytes behind the middle that are not all alike. */
    static byte[] sixteenOf(byte[] bytes) {
        for (int at = bytes.length / 2; at + 16 <= bytes.length; at += 16) {
            byte[] run = Arrays.copyOfRange(bytes, at, at + 16);
            if (new String(run, StandardCharsets.ISO_8859_1).chars().distinct().count() >= 8) {
                return run;
            }
        }
        throw new IllegalArgumentException("there are no such bytes");
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
