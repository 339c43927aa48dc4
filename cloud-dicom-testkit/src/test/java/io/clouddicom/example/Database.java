package io.clouddicom.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clouddicom.*;
import java.io.IOException;
import java.sql.*;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Transactions, and what their errors mean to the caller of a store: the one place that knows. */
record Database(DataSource source) {

    interface Work<T> {
        T in(Connection connection) throws SQLException, IOException;
    }

    interface Row<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** Does all of the work or nothing of it. */
    <T> T transaction(String operation, String object, Work<T> work) throws IOException {
        boolean committing = false;
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.in(connection);
                committing = true;
                connection.commit();
                return result;
            } finally {
                if (!committing) {
                    connection.rollback();
                }
            }
        } catch (SQLException e) {
            if (committing && (operation.equals("put") || operation.equals("delete"))) {
                throw new OutcomeUnknownException(operation, object, "the commit was not answered", e);
            }
            throw error(operation, object, e);
        }
    }

    /** The error of a statement, after which nothing is changed. */
    static CloudDicomException error(String operation, String object, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String detail = "the database answers with SQL state " + state;
        return state.startsWith("28")
                ? new AccessDeniedException(operation, object, detail, e)
                : new UnavailableException(operation, object, detail, e);
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    /** Lets each row of the answer be read. */
    static <T> List<T> select(Connection connection, Row<T> row, String sql, Object... values) throws SQLException {
        List<T> found = new ArrayList<>();
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                found.add(row.of(rows));
            }
        }
        return found;
    }

    private static PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            // Names as bytes: a database compares bytes as they are, and text as it likes.
            statement.setObject(i + 1, values[i] instanceof String text ? text.getBytes(UTF_8) : values[i]);
        }
        return statement;
    }
}
