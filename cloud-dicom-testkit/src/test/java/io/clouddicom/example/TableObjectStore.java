package io.clouddicom.example;

import static io.clouddicom.example.Database.select;
import static io.clouddicom.example.Database.update;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.clouddicom.*;
import io.clouddicom.store.*;
import java.io.*;
import java.sql.*;
import java.time.Instant;
import java.util.*;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An example of a backend: two tables of a relational database. {@code object} says which content a name has, {@code chunk}
 * holds the bytes in pieces. A put inserts pieces under a number of its own, and at the end lets the name point to it, in one
 * transaction: that makes it atomic. A number is never used again, so it is the version. As durable as the commit.
 */
final class TableObjectStore implements ObjectStore {
    private static final int CHUNK_BYTES = 256 << 10;
    private static final String[] TABLES = {
        "CREATE SEQUENCE IF NOT EXISTS contents",
        // Names as bytes: a database compares bytes as they are, and text as it likes.
        "CREATE TABLE IF NOT EXISTS object (name VARBINARY(1024) PRIMARY KEY, content BIGINT, size BIGINT, millis BIGINT)",
        "CREATE TABLE IF NOT EXISTS chunk (content BIGINT, at BIGINT, bytes VARBINARY(262144), PRIMARY KEY (content, at))"
    };

    private final String name;
    private final Database database;
    private volatile boolean closed;

    TableObjectStore(String name, Database database) throws IOException {
        this.name = name;
        this.database = database;
        transaction("open", name, connection -> {
            for (String table : TABLES) {
                update(connection, table);
            }
            return name;
        });
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the store " + name + " is closed");
        }
    }

    private <T> T transaction(String operation, String object, Database.Work<T> work) throws IOException {
        requireOpen();
        return database.transaction(operation, object, work);
    }

    private static Optional<ObjectInfo> find(Connection connection, ObjectKey key) throws SQLException {
        return select(connection, TableObjectStore::info, "SELECT * FROM object WHERE name = ?", key.value()).stream()
                .findFirst();
    }

    private static ObjectInfo info(ResultSet row) throws SQLException {
        ObjectKey key = ObjectKey.of(new String(row.getBytes("name"), UTF_8));
        ObjectVersion version = new ObjectVersion(row.getString("content"));
        return new ObjectInfo(key, row.getLong("size"), version, Instant.ofEpochMilli(row.getLong("millis")));
    }

    private static long content(ObjectInfo info) {
        return Long.parseLong(info.version().token());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public StoreCapabilities capabilities() {
        return new StoreCapabilities(true, true, true);
    }

    @Override
    public PutResult put(ObjectKey key, ObjectContent content, PutCondition condition) throws IOException {
        return transaction("put", key.value(), connection -> {
            long number = select(connection, row -> row.getLong(1), "SELECT NEXT VALUE FOR contents")
                    .get(0);
            ContentSink sink = ContentSink.take(key, content, chunks(connection, key, number));
            ObjectVersion version = new ObjectVersion(Long.toString(number));
            ObjectInfo next = new ObjectInfo(key, sink.sizeBytes(), version, Instant.now());
            Optional<ObjectInfo> current;
            do {
                current = find(connection, key);
                require(condition, key, current.map(ObjectInfo::version));
            } while (!(remove(connection, current) && insert(connection, next)));
            return new PutResult(version, sink.sizeBytes(), sink.crc32c());
        });
    }

    private static void require(PutCondition condition, ObjectKey key, Optional<ObjectVersion> current)
            throws CloudDicomException {
        if (condition instanceof PutCondition.IfAbsent && current.isPresent()) {
            throw new AlreadyExistsException("put", key.value(), "there is an object");
        }
        if (condition instanceof PutCondition.IfVersion wanted && !current.equals(Optional.of(wanted.version()))) {
            throw new PreconditionFailedException("put", key.value(), "the object is absent or at another version");
        }
    }

    /** False if somebody else was faster: then what is there now has to be looked at. */
    private static boolean insert(Connection connection, ObjectInfo next) throws SQLException {
        try {
            String sql = "INSERT INTO object (name, content, size, millis) VALUES (?, ?, ?, ?)";
            long millis = next.modified().toEpochMilli();
            update(connection, sql, next.key().value(), content(next), next.sizeBytes(), millis);
            return true;
        } catch (SQLIntegrityConstraintViolationException e) {
            return false;
        }
    }

    /** False if somebody else was faster. */
    private static boolean remove(Connection connection, Optional<ObjectInfo> object) throws SQLException {
        if (object.isEmpty()) {
            return true;
        }
        long content = content(object.get());
        update(connection, "DELETE FROM chunk WHERE content = ?", content);
        return update(connection, "DELETE FROM object WHERE content = ?", content) == 1;
    }

    /** Inserts pieces as they come: memory does not grow with the object. */
    private static OutputStream chunks(Connection connection, ObjectKey key, long number) {
        return new OutputStream() {
            private long at;

            @Override
            public void write(int b) throws IOException {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                for (int from = offset; from < offset + length; from += CHUNK_BYTES) {
                    byte[] chunk = Arrays.copyOfRange(bytes, from, Math.min(offset + length, from + CHUNK_BYTES));
                    try {
                        update(connection, "INSERT INTO chunk VALUES (?, ?, ?)", number, at, chunk);
                    } catch (SQLException e) {
                        throw Database.error("put", key.value(), e);
                    }
                    at += chunk.length;
                }
            }
        };
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return find("head", key);
    }

    private ObjectInfo find(String operation, ObjectKey key) throws IOException {
        return transaction(operation, key.value(), connection -> find(connection, key))
                .orElseThrow(() -> new NotFoundException(operation, key.value(), "there is no such object"));
    }

    @Override
    public ObjectReader get(ObjectKey key, ByteRange range, Optional<ObjectVersion> pinned) throws IOException {
        ObjectInfo info = find("get", key);
        if (!pinned.orElse(info.version()).equals(info.version())) {
            throw new PreconditionFailedException("get", key.value(), "the object is at another version");
        }
        long size = info.sizeBytes();
        if (range instanceof ByteRange.Suffix suffix) {
            return new ChunkReader(info, Math.max(0, size - suffix.lengthBytes()), size);
        }
        if (range instanceof ByteRange.Span span) {
            if (span.offsetBytes() >= size) {
                throw new RangeNotSatisfiableException("get", key.value(), "the object has " + size + " bytes");
            }
            return new ChunkReader(info, span.offsetBytes(), Math.min(size, span.offsetBytes() + span.lengthBytes()));
        }
        return new ChunkReader(info, 0, size);
    }

    /** Reads the pieces of one content as they are needed. They are gone when the object is replaced. */
    private final class ChunkReader extends RangeReader {
        private InputStream chunk = InputStream.nullInputStream();

        ChunkReader(ObjectInfo info, long begin, long end) {
            super(info, begin, end - begin);
        }

        @Override
        protected int readAt(long at, byte[] into, int offset, int length) throws IOException {
            if (chunk.available() == 0) {
                chunk = chunkAt(at);
            }
            return chunk.read(into, offset, length);
        }

        private InputStream chunkAt(long wanted) throws IOException {
            String sql = "SELECT at, bytes FROM chunk WHERE content = ? AND at <= ? ORDER BY at DESC LIMIT 1";
            Database.Row<InputStream> rest = row -> {
                int from = (int) (wanted - row.getLong("at"));
                byte[] bytes = row.getBytes("bytes");
                return new ByteArrayInputStream(bytes, from, bytes.length - from);
            };
            String key = info().key().value();
            return transaction("get", key, connection -> select(connection, rest, sql, content(info()), wanted))
                    .stream()
                    .findFirst()
                    .orElseThrow(() -> new PreconditionFailedException("get", key, "it was replaced meanwhile"));
        }
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) {
        return paged(startAfter, info -> info.key().value(), after -> page(prefix, after, 500));
    }

    private List<ObjectInfo> page(String prefix, String startAfter, int limit) throws IOException {
        String sql = "SELECT * FROM object WHERE name >= ? AND name > ? ORDER BY name LIMIT " + limit;
        return transaction("list", prefix, c -> select(c, TableObjectStore::info, sql, prefix, startAfter)).stream()
                .takeWhile(info -> info.key().value().startsWith(prefix))
                .toList();
    }

    /** Leaps from the first name below a segment to the first name behind it. */
    @Override
    public Listing<String> listPrefixes(String prefix, String startAfter) {
        ObjectKey.requireFolder(prefix);
        int slash = startAfter.startsWith(prefix) ? startAfter.indexOf('/', prefix.length()) : -1;
        String begin = slash < 0 ? startAfter : behind(startAfter.substring(0, slash + 1));
        return paged(begin, TableObjectStore::behind, after -> nextPrefix(prefix, after));
    }

    /** All that is below a prefix is less than this, and nothing that is behind it, but for an object of this very name. */
    private static String behind(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + (char) ('/' + 1);
    }

    private List<String> nextPrefix(String prefix, String startAfter) throws IOException {
        List<ObjectInfo> next = page(prefix, startAfter, 1);
        while (!next.isEmpty()) {
            String name = next.get(0).key().value();
            int slash = name.indexOf('/', prefix.length());
            if (slash >= 0) {
                return List.of(name.substring(0, slash + 1));
            }
            next = page(prefix, name, 1);
        }
        return List.of();
    }

    private interface Page<T> {
        List<T> after(String position) throws IOException;
    }

    /** Fetches a page when the one before is used up; an empty one is the end. */
    private <T> Listing<T> paged(String startAfter, Function<T, String> position, Page<T> page) {
        requireOpen();
        return new Listing<>() {
            private final Deque<T> fetched = new ArrayDeque<>();
            private String after = startAfter;

            @Override
            public @Nullable T next() throws IOException {
                if (fetched.isEmpty()) {
                    fetched.addAll(page.after(after));
                }
                T entry = fetched.poll();
                after = entry == null ? after : position.apply(entry);
                return entry;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void delete(ObjectKey key) throws IOException {
        transaction("delete", key.value(), connection -> {
            Optional<ObjectInfo> current = find(connection, key);
            while (!remove(connection, current)) {
                current = find(connection, key);
            }
            return key;
        });
    }

    @Override
    public DeleteResult deleteAll(Collection<ObjectKey> keys) throws IOException {
        requireOpen();
        Map<ObjectKey, CloudDicomException> failures = new HashMap<>();
        for (ObjectKey key : keys) {
            try {
                delete(key);
            } catch (CloudDicomException e) {
                failures.put(key, e);
            }
        }
        return new DeleteResult(failures);
    }

    @Override
    public void close() {
        closed = true;
    }
}
