package io.clouddicom.benchmarks.orthanc;

import io.clouddicom.DicomArchive;
import io.clouddicom.Frame;
import io.clouddicom.Instance;
import io.clouddicom.InstanceId;
import io.clouddicom.Receipt;
import io.clouddicom.StoragePolicy;
import io.clouddicom.Study;
import io.clouddicom.cache.Cache;
import io.clouddicom.cache.SizeUnit;
import io.clouddicom.dicom.TransferSyntax;
import io.clouddicom.dicom.Uid;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The archive on a folder behind HTTP, as small as can be: POST {@code /instances} stores a DICOM file; GET {@code
 * /instances/ID/frames/INDEX/raw} gives the bytes of a native frame, {@code …/stored} those that are stored, {@code
 * /instances/ID/file} the file as it was sent; POST {@code /studies/UID/index} writes the study's index; DELETE {@code /studies/UID}
 * empties the whole archive. A study stays open from its first request on.
 *
 * <p>Runs until its input ends, in a folder of its own.
 */
final class ArchiveEndpoint {
    private static final int THREADS = 51;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final Path folder;
    private final StoragePolicy policy;
    private final Cache cache;
    private final Map<Uid, Study> studies = new ConcurrentHashMap<>();
    private volatile DicomArchive archive;

    private ArchiveEndpoint(Path folder, StoragePolicy policy, Cache cache) throws IOException {
        this.folder = folder;
        this.policy = policy;
        this.cache = cache;
        this.archive = open();
    }

    private DicomArchive open() throws IOException {
        return DicomArchive.builder(folder.toUri()).storage(policy).cache(cache).open();
    }

    /**
     * Serves; prints the port first.
     *
     * @param arguments the folder, the storage policy, and the megabytes of the cache in memory
     */
    public static void main(String[] arguments) throws IOException {
        int megabytes = Integer.parseInt(arguments[2]);
        ArchiveEndpoint endpoint = new ArchiveEndpoint(
                Path.of(arguments[0]),
                StoragePolicy.valueOf(arguments[1]),
                megabytes == 0 ? Cache.none() : Cache.memory(megabytes, SizeUnit.MEBIBYTES));
        ServerSocketChannel server =
                ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        threads.execute(() -> endpoint.accept(server, threads));
        System.out.println(server.socket().getLocalPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        threads.shutdownNow();
        server.close();
        endpoint.archive.close();
    }

    private void accept(ServerSocketChannel server, ExecutorService threads) {
        try {
            while (true) {
                HttpConnection connection = new HttpConnection(server.accept());
                threads.execute(() -> serve(connection));
            }
        } catch (IOException e) {
            // The end: closed, or interrupted.
        }
    }

    private void serve(HttpConnection connection) {
        try (connection) {
            for (Optional<HttpConnection.Message> request = connection.read();
                    request.isPresent();
                    request = connection.read()) {
                String status = "HTTP/1.1 200 OK";
                ByteBuffer answer;
                try {
                    answer = answer(request.get());
                } catch (IOException | RuntimeException e) {
                    status = "HTTP/1.1 500 Internal Server Error";
                    answer = ByteBuffer.wrap(String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
                }
                connection.write(status, answer);
            }
        } catch (IOException e) {
            // The client is gone.
        }
    }

    private ByteBuffer answer(HttpConnection.Message request) throws IOException {
        String[] words = request.start().split(" ");
        String[] path = words[1].split("/");
        if (words[0].equals("DELETE")) {
            clear();
            return NOTHING;
        }
        if (words[0].equals("POST") && path[1].equals("studies")) {
            archive.index(Uid.of(path[2]));
            return NOTHING;
        }
        if (words[0].equals("POST")) {
            Receipt receipt = archive.put(request.body());
            studies.remove(receipt.study());
            InstanceId id = receipt.instance();
            String json = "{\"ID\" : \"" + id.study() + "_" + id.series() + "_" + id.instance()
                    + "\", \"ParentStudy\" : \"" + id.study() + "\"}";
            return ByteBuffer.wrap(json.getBytes(StandardCharsets.US_ASCII));
        }
        String[] id = path[2].split("_");
        Study study = studies.computeIfAbsent(Uid.of(id[0]), this::open);
        Instance instance = study.instance(new InstanceId(Uid.of(id[0]), Uid.of(id[1]), Uid.of(id[2])));
        if (path[3].equals("file")) {
            ByteArrayOutputStream file = new ByteArrayOutputStream(Math.toIntExact(instance.originalBytes()));
            instance.restore(file);
            return ByteBuffer.wrap(file.toByteArray());
        }
        Frame frame = instance.frame(Integer.parseInt(path[4]) + 1);
        return path[5].equals("stored") || !instance.transferSyntax().encapsulated()
                ? frame.fetchBuffer()
                : ByteBuffer.wrap(frame.fetch(TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN));
    }

    /** Not a deletion, which keeps what it deletes for a while: all is gone. */
    private void clear() throws IOException {
        archive.close();
        studies.clear();
        Folders.empty(folder);
        archive = open();
    }

    private Study open(Uid study) {
        try {
            return archive.study(study);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
