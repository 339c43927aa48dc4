package io.clouddicom.s3;

import io.clouddicom.RetryPolicy;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.testkit.ArchiveOnServerContract;
import io.clouddicom.testkit.ServerBucket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.s3.S3Client;

/** The archive on a server that speaks S3, through a proxy that counts and breaks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ArchiveOnServer extends ArchiveOnServerContract {
    private final TestServer server;

    ArchiveOnServer(TestServer server) {
        this.server = server;
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    @Override
    protected final ServerBucket newBucket() throws IOException {
        return new Bucket(server.bucket());
    }

    private final class Bucket implements ServerBucket {
        private final String name;
        private final FaultProxy proxy = new FaultProxy(server.endpoint());
        private final List<S3Client> clients = new CopyOnWriteArrayList<>();

        Bucket(String name) throws IOException {
            this.name = name;
        }

        @Override
        public ObjectStore open(RetryPolicy parts) {
            S3Client client = server.client(proxy.endpoint());
            clients.add(client);
            return S3Stores.open(
                    client,
                    server.options(name)
                            .partBytes(S3Options.LEAST_PART_BYTES)
                            .partRetries(parts)
                            .build());
        }

        @Override
        public void breakRequests(long seed) {
            proxy.plan(FaultProxy.passingFaults(seed, 0.15, 0.0005));
        }

        @Override
        public void mendRequests() {
            proxy.plan(request -> FaultProxy.Fault.NONE);
        }

        @Override
        public List<String> requests() {
            return proxy.requests();
        }

        @Override
        public List<String> ranges() {
            return proxy.heads().stream()
                    .flatMap(String::lines)
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("range:"))
                    .map(line -> line.substring("range:".length()).strip())
                    .toList();
        }

        @Override
        public void forgetRequests() {
            proxy.forgetRequests();
        }

        @Override
        public boolean isPut(String request) {
            return request.startsWith("PUT ");
        }

        @Override
        public Set<String> objectNames() {
            return server.objectNames(name);
        }

        @Override
        public List<String> unfinishedPuts() {
            return server.unfinishedPuts(name);
        }

        @Override
        public URI uri() {
            return URI.create(server.uri(name));
        }

        @Override
        public Map<String, String> environment() {
            return Map.of("AWS_ACCESS_KEY_ID", TestServer.ACCESS_KEY, "AWS_SECRET_ACCESS_KEY", TestServer.SECRET_KEY);
        }

        @Override
        public void close() {
            clients.forEach(S3Client::close);
            try {
                proxy.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
