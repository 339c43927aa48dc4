package io.clouddicom.example;

import io.clouddicom.InvalidRequestException;
import io.clouddicom.store.ObjectStore;
import io.clouddicom.store.ObjectStoreProvider;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.h2.jdbcx.JdbcDataSource;

/** Opens {@code table:name}, a database in memory that lives as long as the process. */
public final class TableStoreProvider implements ObjectStoreProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("table");
    }

    @Override
    public ObjectStore open(URI uri) throws IOException {
        String name = uri.getSchemeSpecificPart();
        if (!name.matches("\\w+")) {
            throw new InvalidRequestException("open", uri.toString(), "a table store is written table:name");
        }
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000");
        return new TableObjectStore(uri.toString(), new Database(source));
    }
}
