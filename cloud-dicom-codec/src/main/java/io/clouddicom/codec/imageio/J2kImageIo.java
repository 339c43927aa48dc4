package io.clouddicom.codec.imageio;

import java.util.List;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.IIOServiceProvider;

/** Announces the plug-in where {@code ImageIO} does not find it by itself. */
public final class J2kImageIo {
    private J2kImageIo() {}

    /** Registers reader and writers with {@code ImageIO}; what is registered already stays as it is. */
    public static void register() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        for (IIOServiceProvider provider : List.of(
                new J2kImageReaderSpi(),
                new J2kImageWriterSpi(),
                new JhcImageWriterSpi(),
                new Jp2ImageWriterSpi(),
                new JphImageWriterSpi())) {
            if (registry.getServiceProviderByClass(provider.getClass()) == null) {
                registry.registerServiceProvider(provider);
            }
        }
    }
}
