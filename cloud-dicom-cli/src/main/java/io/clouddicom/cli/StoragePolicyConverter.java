package io.clouddicom.cli;

import io.clouddicom.StoragePolicy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a storage policy. */
final class StoragePolicyConverter implements ITypeConverter<StoragePolicy> {
    static final String NAMES = "as-received|htj2k-lossless|htj2k-lossless-rpcl|j2k-lossless";

    @Override
    public StoragePolicy convert(String value) {
        return StoragePolicy.ofLabel(value)
                .orElseThrow(() -> new TypeConversionException("'" + value + "' is not one of " + NAMES));
    }
}
