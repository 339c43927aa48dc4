package io.clouddicom.s3.internal;

import io.clouddicom.store.Interruption;
import java.io.IOException;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/** Ends a request when the thread that waits for its answer is interrupted: the SDK's own clients wait for the socket then. */
final class InterruptibleHttpClient implements SdkHttpClient {
    private final SdkHttpClient client;

    private InterruptibleHttpClient(SdkHttpClient client) {
        this.client = client;
    }

    /** Builds such a client over another one. */
    static SdkHttpClient.Builder<?> builder(SdkHttpClient.Builder<?> over) {
        return new Builder(over);
    }

    private static final class Builder implements SdkHttpClient.Builder<Builder> {
        private final SdkHttpClient.Builder<?> over;

        Builder(SdkHttpClient.Builder<?> over) {
            this.over = over;
        }

        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return new InterruptibleHttpClient(over.buildWithDefaults(defaults));
        }
    }

    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
        ExecutableHttpRequest prepared = client.prepareRequest(request);
        return new ExecutableHttpRequest() {
            @Override
            public HttpExecuteResponse call() throws IOException {
                return Interruption.during(prepared::call, prepared::abort);
            }

            @Override
            public void abort() {
                prepared.abort();
            }
        };
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }
}
