package io.clouddicom.cli;

import io.clouddicom.StoragePolicy;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a storage policy. */
final class StoragePolicyConverter implements ITypeConverter<StoragePolicy> {
    static final String NAMES = "as-received|htj2k-lossless|htj2k-lossless-rpcl";

    @Override
    public StoragePolicy convert(String value) {
        for (StoragePolicy policy : StoragePolicy.values()) {
            if (name(policy).equals(value)) {
                return policy;
            }
        }
        throw new TypeConversionException("'" + value + "' is not one of " + NAMES);
    }

    private static String name(StoragePolicy policy) {
        return policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
