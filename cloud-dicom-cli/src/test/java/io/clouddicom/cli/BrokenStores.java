package io.clouddicom.cli;

import io.clouddicom.AccessDeniedException;
import io.clouddicom.UnavailableException;
import io.clouddicom.store.ObjectContent;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStoreProvider;
import io.clouddicom.store.ObjectStores;
import io.clouddicom.store.PutCondition;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Stores in memory that are broken in one way: {@code broken:overwrites} ignores conditions, {@code broken:appends} stores a
 * byte more than it is given, {@code broken:read-only} may not be written, {@code broken:gone} cannot be reached.
 */
public final class BrokenStores implements ObjectStoreProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("broken");
    }

    @Override
    public ObjectStore open(URI uri) {
        String how = uri.getSchemeSpecificPart();
        ObjectStore store = ObjectStores.memory();
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    try {
                        return method.invoke(store, broken(how, method, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static @Nullable Object @Nullable [] broken(
            String how, Method method, @Nullable Object @Nullable [] arguments) throws Exception {
        String operation = method.getName();
        boolean changes = operation.equals("put") || operation.startsWith("delete");
        if (how.equals("gone") && !operation.equals("close")) {
            throw new UnavailableException(operation, "the store", "nobody answers");
        }
        if (how.equals("read-only") && changes) {
            throw new AccessDeniedException(operation, "the store", "it may only be read");
        }
        if (arguments != null && operation.equals("put")) {
            if (how.equals("overwrites")) {
                arguments[2] = PutCondition.any();
            }
            if (how.equals("appends") && arguments[1] instanceof ObjectContent content) {
                arguments[1] = (ObjectContent) out -> {
                    content.writeTo(out);
                    out.write(0);
                };
            }
        }
        return arguments;
    }
}
