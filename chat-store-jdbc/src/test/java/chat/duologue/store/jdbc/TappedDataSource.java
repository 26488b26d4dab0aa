package chat.duologue.store.jdbc;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/** A real data source with someone in between who sees the calls to its connections, and may make them fail. */
class TappedDataSource implements DataSource {
    /** A call on its way to the real connection or statement. */
    record Call(Object target, Method method, Object... arguments) {
        Object proceed() throws Throwable {
            return on(target);
        }

        /** The same call of another one's. */
        Object on(Object other) throws Throwable {
            try {
                return method.invoke(other, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    /** Sees every call to a connection, and every execution of a statement, under the statement's text. */
    interface Tap {
        Object on(String method, String sql, Call call) throws Throwable;
    }

    private final DataSource real;
    private final Tap tap;

    TappedDataSource(DataSource real, Tap tap) {
        this.real = real;
        this.tap = tap;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return tapped(Connection.class, real.getConnection(), "");
    }

    private <T> T tapped(Class<T> type, T target, String sql) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    String text = method.getName().equals("prepareStatement") ? (String) arguments[0] : sql;
                    Object result = tap.on(method.getName(), text, new Call(target, method, arguments));
                    return result instanceof PreparedStatement statement
                            ? tapped(PreparedStatement.class, statement, text)
                            : result;
                }));
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException();
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return real.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        real.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        real.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return real.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return real.getParentLogger();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        return real.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return real.isWrapperFor(type);
    }
}
