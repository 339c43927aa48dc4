package io.clouddicom.s3;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Starts S3Mock in a JVM that holds nothing else, with all its connectors on loopback: its own option sets the address of one
 * of the two. Knows the server's framework by its names only, since no test may meet its class path.
 */
final class S3MockOnLoopback {
    private static final String INITIALIZER = "org.springframework.context.ApplicationContextInitializer";
    private static final String POST_PROCESSOR = "org.springframework.beans.factory.config.BeanPostProcessor";

    private S3MockOnLoopback() {}

    public static void main(String[] arguments) throws Exception {
        Class<?> mock = type("com.adobe.testing.s3mock.S3MockApplication");
        Class<?> builderType = type("org.springframework.boot.builder.SpringApplicationBuilder");
        Object builder = builderType.getConstructor(Class[].class).newInstance((Object) new Class<?>[] {mock});
        Object initializers = Array.newInstance(type(INITIALIZER), 1);
        Array.set(initializers, 0, proxy(INITIALIZER, context -> {
            Object factory = call(context, "getBeanFactory");
            for (Method method : factory.getClass().getMethods()) {
                if (method.getName().equals("addBeanPostProcessor")) {
                    method.invoke(factory, proxy(POST_PROCESSOR, S3MockOnLoopback::bindToLoopback));
                }
            }
        }));
        builderType.getMethod("initializers", initializers.getClass()).invoke(builder, initializers);
        builderType.getMethod("run", String[].class).invoke(builder, (Object) arguments);
    }

    private static void bindToLoopback(Object bean) throws Exception {
        if (bean.getClass().getName().equals("org.apache.catalina.connector.Connector")) {
            bean.getClass().getMethod("setProperty", String.class, String.class).invoke(bean, "address", "127.0.0.1");
        }
    }

    @FunctionalInterface
    private interface Action {
        void on(Object first) throws Exception;
    }

    /** An object of an interface whose methods do one thing with what they are given, and give it back. */
    private static Object proxy(String interfaceName, Action action) throws ClassNotFoundException {
        Class<?> type = type(interfaceName);
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.getName().equals("equals") ? self == given[0] : (Object) System.identityHashCode(self);
            }
            action.on(given[0]);
            return given[0];
        });
    }

    private static Object call(Object target, String method) throws Exception {
        return target.getClass().getMethod(method).invoke(target);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, Thread.currentThread().getContextClassLoader());
    }
}
