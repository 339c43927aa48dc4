package io.clouddicom.s3.internal;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.S3Utilities;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.AbortMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectResponse;
import software.amazon.awssdk.services.s3.model.DeleteObjectsRequest;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.RestoreObjectRequest;
import software.amazon.awssdk.services.s3.model.RestoreObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Makes requests with a client that does not block, and awaits their answers: what a store needs of {@link S3Client}, on an
 * {@link S3AsyncClient}. A thread that is interrupted while it waits cancels its request.
 */
final class AwaitingS3Client implements S3Client {
    private final S3AsyncClient client;
    private final ExecutorService bodies;

    /**
     * A client.
     *
     * @param client the caller's, which is not closed with this
     * @param bodies runs what writes the bodies of requests
     */
    AwaitingS3Client(S3AsyncClient client, ExecutorService bodies) {
        this.client = client;
        this.bodies = bodies;
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.get();
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw interrupted(e);
        } catch (ExecutionException e) {
            if (isInterruption(e)) {
                throw interrupted(e);
            }
            Throwable cause = e.getCause() instanceof CompletionException wrapped && wrapped.getCause() != null
                    ? wrapped.getCause()
                    : e.getCause();
            throw cause instanceof SdkException known ? known : SdkClientException.create("the request failed", cause);
        }
    }

    /** The client does a part of the work in the caller's thread, and forgets there that it was interrupted. */
    private static boolean isInterruption(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                return true;
            }
        }
        return false;
    }

    private static AbortedException interrupted(Throwable cause) {
        Thread.currentThread().interrupt();
        return AbortedException.create("interrupted while waiting for an answer", cause);
    }

    private <T> T sent(RequestBody body, Function<AsyncRequestBody, CompletableFuture<T>> request) {
        return await(request.apply(AsyncRequestBody.fromInputStream(
                input -> input.inputStream(body.contentStreamProvider().newStream())
                        .contentLength(body.optionalContentLength().orElseThrow())
                        .executor(bodies))));
    }

    @Override
    public PutObjectResponse putObject(PutObjectRequest request, RequestBody body) {
        return sent(body, async -> client.putObject(request, async));
    }

    @Override
    public UploadPartResponse uploadPart(UploadPartRequest request, RequestBody body) {
        return sent(body, async -> client.uploadPart(request, async));
    }

    @Override
    public ResponseInputStream<GetObjectResponse> getObject(GetObjectRequest request) {
        ResponseInputStream<GetObjectResponse> answer =
                await(client.getObject(request, AsyncResponseTransformer.toBlockingInputStream()));
        return new ResponseInputStream<>(
                answer.response(), AbortableInputStream.create(new AwaitedBody(answer), answer));
    }

    /** Bytes that are waited for. The client's own stream tells an interruption as an error of no kind. */
    private static final class AwaitedBody extends FilterInputStream {
        AwaitedBody(InputStream body) {
            super(body);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            try {
                return super.read(into, offset, length);
            } catch (SdkException e) {
                throw e;
            } catch (RuntimeException e) {
                if (isInterruption(e)) {
                    throw interrupted(e);
                }
                throw new IOException("the answer could not be read", e);
            }
        }
    }

    @Override
    public HeadObjectResponse headObject(HeadObjectRequest request) {
        return await(client.headObject(request));
    }

    @Override
    public ListObjectsV2Response listObjectsV2(ListObjectsV2Request request) {
        return await(client.listObjectsV2(request));
    }

    @Override
    public DeleteObjectResponse deleteObject(DeleteObjectRequest request) {
        return await(client.deleteObject(request));
    }

    @Override
    public DeleteObjectsResponse deleteObjects(DeleteObjectsRequest request) {
        return await(client.deleteObjects(request));
    }

    @Override
    public CreateMultipartUploadResponse createMultipartUpload(CreateMultipartUploadRequest request) {
        return await(client.createMultipartUpload(request));
    }

    @Override
    public CompleteMultipartUploadResponse completeMultipartUpload(CompleteMultipartUploadRequest request) {
        return await(client.completeMultipartUpload(request));
    }

    @Override
    public AbortMultipartUploadResponse abortMultipartUpload(AbortMultipartUploadRequest request) {
        return await(client.abortMultipartUpload(request));
    }

    @Override
    public ListMultipartUploadsResponse listMultipartUploads(ListMultipartUploadsRequest request) {
        return await(client.listMultipartUploads(request));
    }

    @Override
    public RestoreObjectResponse restoreObject(RestoreObjectRequest request) {
        return await(client.restoreObject(request));
    }

    @Override
    public S3ServiceClientConfiguration serviceClientConfiguration() {
        return client.serviceClientConfiguration();
    }

    @Override
    public S3Utilities utilities() {
        return client.utilities();
    }

    @Override
    public String serviceName() {
        return client.serviceName();
    }

    @Override
    public void close() {}
}
