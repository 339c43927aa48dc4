package io.clouddicom.benchmarks.orthanc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
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
    private static final int THREADS = 50;

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
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", endpoint::answer);
        server.setExecutor(threads);
        server.start();
        System.out.println(server.getAddress().getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        server.stop(0);
        threads.shutdownNow();
        endpoint.archive.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] answer;
        int status = 200;
        try {
            answer = body(exchange);
        } catch (IOException | RuntimeException e) {
            status = 500;
            answer = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private byte[] body(HttpExchange exchange) throws IOException {
        String[] path = exchange.getRequestURI().getPath().split("/");
        if (exchange.getRequestMethod().equals("DELETE")) {
            clear();
            return new byte[0];
        }
        if (exchange.getRequestMethod().equals("POST")) {
            byte[] sent = exchange.getRequestBody().readAllBytes();
            if (path[1].equals("instances")) {
                Receipt receipt = archive.put(sent);
                studies.remove(receipt.study());
                InstanceId id = receipt.instance();
                return ("{\"ID\" : \"" + id.study() + "_" + id.series() + "_" + id.instance()
                                + "\", \"ParentStudy\" : \"" + id.study() + "\"}")
                        .getBytes(StandardCharsets.US_ASCII);
            }
            archive.index(Uid.of(path[2]));
            return new byte[0];
        }
        String[] id = path[2].split("_");
        Study study = studies.computeIfAbsent(Uid.of(id[0]), this::open);
        Instance instance = study.instance(new InstanceId(Uid.of(id[0]), Uid.of(id[1]), Uid.of(id[2])));
        if (path[3].equals("file")) {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            instance.restore(file);
            return file.toByteArray();
        }
        Frame frame = instance.frame(Integer.parseInt(path[4]) + 1);
        return path[5].equals("stored") || !instance.transferSyntax().encapsulated()
                ? frame.fetch()
                : frame.fetch(TransferSyntax.EXPLICIT_VR_LITTLE_ENDIAN);
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
